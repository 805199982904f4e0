//! Functions that every template sees.

use super::super::object::{Dict, Key, Object, collect, index_of, iterate};
use super::super::raise::{Kind, Raise, Result};
use super::super::run::{Builtin, Call};
use super::native::{Cycler, Joiner, Namespace};

/// The sandbox's bound on `range`.
const MAX_RANGE: i128 = 100_000;

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "range", parameters: &["a", "b?", "c?"], run: range },
    Builtin { name: "dict", parameters: &["members?", "**"], run: dict },
    Builtin { name: "odict", parameters: &["members?", "**"], run: odict },
    Builtin { name: "namespace", parameters: &["members?", "**"], run: namespace },
    Builtin { name: "cycler", parameters: &["*"], run: cycler },
    Builtin { name: "joiner", parameters: &["sep?"], run: joiner },
    Builtin { name: "lipsum", parameters: &["n?", "html?", "min?", "max?"], run: lipsum },
    Builtin { name: "raise", parameters: &["msg"], run: raise },
    Builtin { name: "show_full_context", parameters: &[], run: show_full_context },
    Builtin { name: "ifelse", parameters: &["*", "**"], run: ifelse },
];

fn range(call: &Call<'_>) -> Result<Object> {
    let first = index_of(call.get(0))?;
    let (start, stop) = match call.opt(1) {
        Some(stop) => (first, index_of(stop)?),
        None => (0, first),
    };
    let step = call.int(2, 1)?;
    if step == 0 {
        return Err(Raise::value("range() arg 3 must not be zero"));
    }
    let range = Object::Range(start, stop, step);
    if range.len()? as i128 > MAX_RANGE {
        let message =
            format!("Range too big. The sandbox blocks ranges larger than MAX_RANGE ({MAX_RANGE}).");
        return Err(Raise::new(Kind::Python("OverflowError"), message));
    }
    Ok(range)
}

/// The members that a dictionary's constructor or `update` is given.
pub(super) fn members(
    source: Option<&Object>,
    named: &[(std::sync::Arc<str>, Object)],
) -> Result<Vec<(Key, Object)>> {
    let mut members = match source {
        None => Vec::new(),
        Some(Object::Dict(dict)) => dict.members(),
        Some(other) => pairs(other)?,
    };
    members.extend(named.iter().map(|(name, value)| (Key::text(name), value.clone())));
    Ok(members)
}

fn pairs(source: &Object) -> Result<Vec<(Key, Object)>> {
    let mut next = iterate(source)?;
    let mut members = Vec::new();
    while let Some(pair) = next()? {
        let at = members.len();
        let items = collect(&pair).map_err(|_| {
            Raise::type_error(format!(
                "cannot convert dictionary update sequence element #{at} to a sequence"
            ))
        })?;
        let [key, value] = <[Object; 2]>::try_from(items).map_err(|items| {
            let length = items.len();
            Raise::value(format!(
                "dictionary update sequence element #{at} has length {length}; 2 is required"
            ))
        })?;
        members.push((Key::new(key)?, value));
    }
    Ok(members)
}

fn dict(call: &Call<'_>) -> Result<Object> {
    Ok(Object::dict(Dict::of(members(call.opt(0), &call.bound.named)?)))
}

fn odict(call: &Call<'_>) -> Result<Object> {
    Ok(Object::dict(Dict::in_order(members(call.opt(0), &call.bound.named)?)))
}

fn namespace(call: &Call<'_>) -> Result<Object> {
    Ok(Object::native(Namespace::of(members(call.opt(0), &call.bound.named)?)))
}

fn cycler(call: &Call<'_>) -> Result<Object> {
    if call.bound.rest.is_empty() {
        return Err(Raise::new(Kind::Python("RuntimeError"), "at least one item has to be provided"));
    }
    Ok(Object::native(Cycler::over(call.bound.rest.clone())))
}

fn joiner(call: &Call<'_>) -> Result<Object> {
    Ok(Object::native(Joiner::with(call.opt(0).cloned().unwrap_or_else(|| Object::str(", ")))))
}

fn lipsum(call: &Call<'_>) -> Result<Object> {
    const TEXT: &str = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt \
                        ut labore et dolore magna aliqua.";
    let count = call.int(0, 5)?.clamp(0, 1000) as usize;
    let html = call.flag(1, true)?;
    let paragraph = if html { format!("<p>{TEXT}</p>") } else { TEXT.to_owned() };
    let text = vec![paragraph; count].join(if html { "\n" } else { "\n\n" });
    Ok(if html { Object::Markup(text.into()) } else { Object::from(text) })
}

fn raise(call: &Call<'_>) -> Result<Object> {
    Err(Raise::new(Kind::Python("TemplateError"), &*call.soft(0)?))
}

fn show_full_context(call: &Call<'_>) -> Result<Object> {
    let scope = call.scope()?;
    let names = scope.visible();
    let members = names.into_iter().filter_map(|name| {
        let value = scope.get(&name)?;
        let simple = !matches!(value, Object::Native(_) | Object::Generator(_) | Object::Undefined(_));
        simple.then(|| (Key::text(&name), value))
    });
    Ok(Object::dict(Dict::of(members.collect::<Vec<_>>())))
}

/// Salt's `match.ifelse`, by way of the function itself.
fn ifelse(call: &Call<'_>) -> Result<Object> {
    let args =
        super::super::object::Args { positional: call.bound.rest.clone(), named: call.bound.named.clone() };
    let salt = super::salt_object();
    let function = super::super::run::item(call.machine, &salt, &Object::str("match.ifelse"))?;
    call.machine.invoke(&function, args)
}
