//! Tests: what may follow `is`.

use super::super::object::{Object, Ordering, View, equal, number, order, same, text};
use super::super::raise::Result;
use super::super::run::{Builtin, Call};

const ONE: &[&str] = &["value"];
const TWO: &[&str] = &["value", "other"];

macro_rules! compare {
    ($name:literal, $sign:literal, $accept:path) => {
        Builtin {
            name: $name,
            parameters: TWO,
            run: |call| Ok(Object::Bool(order(call.get(0), call.get(1), $sign)?.is_some_and($accept))),
        }
    };
}

macro_rules! is {
    ($name:literal, $accept:expr) => {
        Builtin {
            name: $name,
            parameters: ONE,
            run: |call| {
                let accept: fn(&Object) -> bool = $accept;
                Ok(Object::Bool(accept(call.get(0))))
            },
        }
    };
}

/// All tests: Jinja2's, then Salt's.
pub(super) const TABLES: [&[Builtin]; 2] = [JINJA, SALT];

const EQUAL: fn(&Call<'_>) -> Result<Object> = |call| Ok(Object::Bool(equal(call.get(0), call.get(1))?));
const NOT_EQUAL: fn(&Call<'_>) -> Result<Object> = |call| Ok(Object::Bool(!equal(call.get(0), call.get(1))?));

const JINJA: &[Builtin] = &[
    is!("defined", |value| !value.is_undefined()),
    is!("undefined", Object::is_undefined),
    is!("none", Object::is_none),
    is!("boolean", |value| matches!(value, Object::Bool(_))),
    is!("false", |value| matches!(value, Object::Bool(false))),
    is!("true", |value| matches!(value, Object::Bool(true))),
    is!("integer", |value| matches!(value, Object::Int(_))),
    is!("float", |value| matches!(value, Object::Float(_))),
    is!("number", |value| number(value).is_some()),
    is!("string", |value| value.as_str().is_some()),
    is!("mapping", |value| matches!(value, Object::Dict(_))),
    is!("callable", Object::is_callable),
    is!("escaped", |value| matches!(value, Object::Markup(_))),
    Builtin { name: "iterable", parameters: ONE, run: iterable },
    Builtin { name: "sequence", parameters: ONE, run: sequence },
    Builtin { name: "odd", parameters: ONE, run: |call| remainder(call, 2, 1) },
    Builtin { name: "even", parameters: ONE, run: |call| remainder(call, 2, 0) },
    Builtin { name: "divisibleby", parameters: &["value", "num"], run: divisible },
    Builtin {
        name: "lower",
        parameters: ONE,
        run: |call| Ok(Object::Bool(cased(&text(call.get(0))?, char::is_lowercase, char::is_uppercase))),
    },
    Builtin {
        name: "upper",
        parameters: ONE,
        run: |call| Ok(Object::Bool(cased(&text(call.get(0))?, char::is_uppercase, char::is_lowercase))),
    },
    Builtin { name: "sameas", parameters: TWO, run: |call| Ok(Object::Bool(same(call.get(0), call.get(1)))) },
    Builtin {
        name: "in",
        parameters: &["value", "seq"],
        run: |call| Ok(Object::Bool(call.machine.is_in(call.get(1), call.get(0))?)),
    },
    Builtin {
        name: "filter",
        parameters: ONE,
        run: |call| Ok(Object::Bool(call.text(0).is_ok_and(|name| super::filter(&name).is_some()))),
    },
    Builtin {
        name: "test",
        parameters: ONE,
        run: |call| Ok(Object::Bool(call.text(0).is_ok_and(|name| super::test(&name).is_some()))),
    },
    Builtin { name: "==", parameters: TWO, run: EQUAL },
    Builtin { name: "eq", parameters: TWO, run: EQUAL },
    Builtin { name: "equalto", parameters: TWO, run: EQUAL },
    Builtin { name: "!=", parameters: TWO, run: NOT_EQUAL },
    Builtin { name: "ne", parameters: TWO, run: NOT_EQUAL },
    compare!("<", "<", Ordering::is_lt),
    compare!("lt", "<", Ordering::is_lt),
    compare!("lessthan", "<", Ordering::is_lt),
    compare!("<=", "<=", Ordering::is_le),
    compare!("le", "<=", Ordering::is_le),
    compare!(">", ">", Ordering::is_gt),
    compare!("gt", ">", Ordering::is_gt),
    compare!("greaterthan", ">", Ordering::is_gt),
    compare!(">=", ">=", Ordering::is_ge),
    compare!("ge", ">=", Ordering::is_ge),
];

const SALT: &[Builtin] = &[
    is!("list", |value| matches!(value, Object::List(_))),
    Builtin { name: "match", parameters: &["value", "rgx", "ignorecase?", "multiline?"], run: matches },
];

fn iterable(call: &Call<'_>) -> Result<Object> {
    let value = call.get(0);
    Ok(Object::Bool(match value {
        Object::Undefined(u) => return u.lenient_or_raise().map(|()| Object::Bool(true)),
        Object::None | Object::Bool(_) | Object::Int(_) | Object::Float(_) => false,
        Object::Native(native) => native.iterate().is_some(),
        _ => true,
    }))
}

fn sequence(call: &Call<'_>) -> Result<Object> {
    Ok(Object::Bool(match call.get(0) {
        Object::Undefined(u) => return Err(u.raise()),
        Object::View(View::Keys | View::Values | View::Items, _) | Object::Set(_) => false,
        Object::Str(_)
        | Object::Markup(_)
        | Object::Bytes(_)
        | Object::List(_)
        | Object::Tuple(_)
        | Object::Dict(_)
        | Object::Range(..) => true,
        _ => false,
    }))
}

fn remainder(call: &Call<'_>, by: i128, wanted: i128) -> Result<Object> {
    let rest =
        super::super::run::binary(super::super::syntax::Binary::Modulo, call.get(0), &Object::Int(by))?;
    Ok(Object::Bool(equal(&rest, &Object::Int(wanted))?))
}

fn divisible(call: &Call<'_>) -> Result<Object> {
    let rest = super::super::run::binary(super::super::syntax::Binary::Modulo, call.get(0), call.get(1))?;
    Ok(Object::Bool(equal(&rest, &Object::Int(0))?))
}

fn cased(text: &str, wanted: fn(char) -> bool, other: fn(char) -> bool) -> bool {
    text.chars().any(wanted) && !text.chars().any(other)
}

fn matches(call: &Call<'_>) -> Result<Object> {
    let pattern = super::regex::compiled(&call.text(1)?, call.flag(2, false)?, call.flag(3, false)?)?;
    let text = call.text(0)?;
    let found = super::regex::match_start(&pattern, &text)?;
    Ok(Object::Bool(found.is_some()))
}
