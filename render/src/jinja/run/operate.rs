//! Python's operators.

use super::super::library::percent;
use super::super::object::{MAX_BYTES, MAX_ITEMS, Number, Object, Set, bounded, collect, index_of, number};
use super::super::raise::{Kind, Raise, Result};
use super::super::syntax::Binary;

/// An operator with two operands; `and` and `or` are not among them.
pub(crate) fn binary(operator: Binary, left: &Object, right: &Object) -> Result<Object> {
    for operand in [left, right] {
        if let Object::Undefined(u) = operand {
            return Err(u.raise());
        }
    }
    if let (Some(a), Some(b)) = (number(left), number(right)) {
        return arithmetic(operator, a, b);
    }
    match operator {
        Binary::Add => add(left, right),
        Binary::Multiply => multiply(left, right),
        Binary::Modulo if left.as_str().is_some() => percent(left, right),
        Binary::Subtract => match (left, right) {
            (Object::Set(_), Object::Set(_)) => difference(left, right),
            _ => Err(unsupported("-", left, right)),
        },
        Binary::Divide => Err(unsupported("/", left, right)),
        Binary::FloorDivide => Err(unsupported("//", left, right)),
        Binary::Modulo => Err(unsupported("%", left, right)),
        _ => Err(unsupported("** or pow()", left, right)),
    }
}

fn unsupported(operator: &str, left: &Object, right: &Object) -> Raise {
    Raise::type_error(format!(
        "unsupported operand type(s) for {operator}: '{}' and '{}'",
        left.type_name(),
        right.type_name()
    ))
}

fn difference(left: &Object, right: &Object) -> Result<Object> {
    let mut items = Vec::new();
    for item in collect(left)? {
        if !super::super::object::contains(right, &item)? {
            items.push(item);
        }
    }
    Ok(Object::Set(Set::of(items)?.into()))
}

/// Python's `+`.
pub(crate) fn add(left: &Object, right: &Object) -> Result<Object> {
    let joined = |a: &[Object], b: &[Object]| {
        bounded(a.len() + b.len(), MAX_ITEMS)?;
        Ok([a, b].concat())
    };
    match (left, right) {
        (Object::Markup(a), _) if right.as_str().is_some() => markup(a, right, true),
        (_, Object::Markup(b)) if left.as_str().is_some() => markup(b, left, false),
        (Object::Str(a), Object::Str(b)) => {
            bounded(a.len() + b.len(), MAX_BYTES)?;
            Ok(Object::from([&**a, &**b].concat()))
        }
        (Object::Bytes(a), Object::Bytes(b)) => Ok(Object::Bytes([&**a, &**b].concat().into())),
        (Object::List(a), Object::List(b)) => Ok(Object::list(joined(&a.items(), &b.items())?)),
        (Object::Tuple(a), Object::Tuple(b)) => Ok(Object::tuple(joined(a, b)?)),
        _ => match (number(left), number(right)) {
            (Some(a), Some(b)) => arithmetic(Binary::Add, a, b),
            _ => Err(cannot_add(left, right)),
        },
    }
}

fn cannot_add(left: &Object, right: &Object) -> Raise {
    let kind = match left {
        Object::Str(_) => "str",
        Object::List(_) => "list",
        Object::Tuple(_) => "tuple",
        Object::Bytes(_) => return Raise::type_error(format!("can't concat {} to bytes", right.type_name())),
        _ => return unsupported("+", left, right),
    };
    Raise::type_error(format!("can only concatenate {kind} (not \"{}\") to {kind}", right.type_name()))
}

/// Safe text with other text, which is escaped.
fn markup(safe: &str, other: &Object, safe_first: bool) -> Result<Object> {
    let Some(other_text) = other.as_str() else { return Err(cannot_add(other, other)) };
    let escaped = match other {
        Object::Markup(text) => text.to_string(),
        _ => super::super::library::escape(other_text),
    };
    bounded(safe.len() + escaped.len(), MAX_BYTES)?;
    let joined = if safe_first { [safe, &escaped].concat() } else { [escaped.as_str(), safe].concat() };
    Ok(Object::Markup(joined.into()))
}

fn multiply(left: &Object, right: &Object) -> Result<Object> {
    let (sequence, times) = match (left, right) {
        (Object::Int(_) | Object::Bool(_), other) => (other, left),
        (other, times) => (other, times),
    };
    let repeatable = |o: &Object| {
        matches!(
            o,
            Object::Str(_) | Object::Markup(_) | Object::Bytes(_) | Object::List(_) | Object::Tuple(_)
        )
    };
    if !repeatable(sequence) {
        if repeatable(times) {
            let message = format!("can't multiply sequence by non-int of type '{}'", sequence.type_name());
            return Err(Raise::type_error(message));
        }
        return Err(unsupported("*", left, right));
    }
    let Ok(times) = index_of(times) else {
        let message = format!("can't multiply sequence by non-int of type '{}'", times.type_name());
        return Err(Raise::type_error(message));
    };
    let times = usize::try_from(times.max(0)).unwrap_or(usize::MAX);
    let size = |length: usize, limit| bounded(length.saturating_mul(times), limit);
    Ok(match sequence {
        Object::Str(s) => {
            size(s.len(), MAX_BYTES)?;
            Object::from(s.repeat(times))
        }
        Object::Markup(s) => {
            size(s.len(), MAX_BYTES)?;
            Object::Markup(s.repeat(times).into())
        }
        Object::Bytes(b) => {
            size(b.len(), MAX_BYTES)?;
            Object::Bytes(b.repeat(times).into())
        }
        Object::List(l) => {
            size(l.len(), MAX_ITEMS)?;
            Object::list(repeated(&l.items(), times))
        }
        Object::Tuple(t) => {
            size(t.len(), MAX_ITEMS)?;
            Object::tuple(repeated(t, times))
        }
        _ => return Err(unsupported("*", left, right)),
    })
}

fn repeated(items: &[Object], times: usize) -> Vec<Object> {
    let mut all = Vec::with_capacity(items.len() * times);
    for _ in 0..times {
        all.extend_from_slice(items);
    }
    all
}

/// `-value`.
pub(crate) fn negate(value: &Object) -> Result<Object> {
    match number(value) {
        Some(Number::Int(i)) => i.checked_neg().map(Object::Int).ok_or_else(overflow),
        Some(Number::Float(f)) => Ok(Object::Float(-f)),
        None => Err(bad_unary("-", value)),
    }
}

/// `+value`.
pub(super) fn plus(value: &Object) -> Result<Object> {
    match number(value) {
        Some(Number::Int(i)) => Ok(Object::Int(i)),
        Some(Number::Float(f)) => Ok(Object::Float(f)),
        None => Err(bad_unary("+", value)),
    }
}

fn bad_unary(operator: &str, value: &Object) -> Raise {
    match value {
        Object::Undefined(u) => u.raise(),
        other => Raise::type_error(format!("bad operand type for unary {operator}: '{}'", other.type_name())),
    }
}

fn overflow() -> Raise {
    Raise::new(Kind::Python("OverflowError"), "integers span at most 128 bits")
}

fn division(message: &str) -> Raise {
    Raise::new(Kind::Python("ZeroDivisionError"), message)
}

fn arithmetic(operator: Binary, a: Number, b: Number) -> Result<Object> {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => integers(operator, a, b),
        (a, b) => floats(operator, a.float(), b.float()).map(Object::Float),
    }
}

fn integers(operator: Binary, a: i128, b: i128) -> Result<Object> {
    let result = match operator {
        Binary::Add => a.checked_add(b),
        Binary::Subtract => a.checked_sub(b),
        Binary::Multiply => a.checked_mul(b),
        Binary::Divide if b == 0 => return Err(division("division by zero")),
        Binary::Divide => return Ok(Object::Float(a as f64 / b as f64)),
        Binary::FloorDivide if b == 0 => return Err(division("integer division or modulo by zero")),
        Binary::FloorDivide => a.checked_div_euclid(b).map(|_| floor_div(a, b)),
        Binary::Modulo if b == 0 => return Err(division("integer modulo by zero")),
        Binary::Modulo => Some(a.wrapping_sub(floor_div(a, b).wrapping_mul(b))),
        _ if b < 0 => return floats(Binary::Power, a as f64, b as f64).map(Object::Float),
        _ => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)).or_else(|| small_power(a, b)),
    };
    result.map(Object::Int).ok_or_else(overflow)
}

/// Powers of 0, 1 and -1 fit however large the exponent is.
fn small_power(a: i128, b: i128) -> Option<i128> {
    match a {
        0 | 1 => Some(a),
        -1 => Some(if b % 2 == 0 { 1 } else { -1 }),
        _ => None,
    }
}

fn floor_div(a: i128, b: i128) -> i128 {
    let quotient = a.wrapping_div(b);
    if a.wrapping_rem(b) != 0 && ((a < 0) != (b < 0)) { quotient - 1 } else { quotient }
}

fn floats(operator: Binary, a: f64, b: f64) -> Result<f64> {
    Ok(match operator {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide if b == 0.0 => return Err(division("float division by zero")),
        Binary::Divide => a / b,
        Binary::FloorDivide if b == 0.0 => return Err(division("float floor division by zero")),
        Binary::FloorDivide => (a / b).floor(),
        Binary::Modulo if b == 0.0 => return Err(division("float modulo")),
        Binary::Modulo => {
            let rest = a % b;
            if rest != 0.0 && ((rest < 0.0) != (b < 0.0)) { rest + b } else { rest }
        }
        _ if a == 0.0 && b < 0.0 => {
            return Err(division("0.0 cannot be raised to a negative power"));
        }
        _ => a.powf(b),
    })
}
