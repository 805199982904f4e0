//! Attributes, items and slices, as the sandbox of Jinja2 finds them.

use std::sync::Arc;

use super::super::library::{self, BoundMethod};
use super::super::object::{MAX_ITEMS, Object, Undefined, bounded, index_of};
use super::super::raise::{Raise, Result};
use super::machine::Machine;

fn member_missing(machine: &Machine, owner: &Object, name: Object) -> Object {
    Undefined::member(owner, name, machine.is_lenient()).into()
}

/// `owner.name`: the attribute, else the item, else undefined.
pub(crate) fn attribute(machine: &Machine, owner: &Object, name: &Arc<str>) -> Result<Object> {
    if let Object::Undefined(u) = owner {
        return Err(u.raise());
    }
    if let Some(found) = own_attribute(machine, owner, name)? {
        return Ok(found);
    }
    if let Some(found) = own_item(machine, owner, &Object::Str(name.clone()))? {
        return Ok(found);
    }
    if name.starts_with("__") && name.ends_with("__") {
        return Ok(Undefined::unsafe_attribute(owner, name).into());
    }
    Ok(member_missing(machine, owner, Object::Str(name.clone())))
}

/// `owner[key]`: the item, else the attribute, else undefined.
pub(crate) fn item(machine: &Machine, owner: &Object, key: &Object) -> Result<Object> {
    if let Object::Undefined(u) = owner {
        return Err(u.raise());
    }
    if let Some(found) = own_item(machine, owner, key)? {
        return Ok(found);
    }
    if let Some(name) = key.as_str()
        && let Some(found) = own_attribute(machine, owner, name)?
    {
        return Ok(found);
    }
    Ok(member_missing(machine, owner, key.clone()))
}

/// The attribute itself: a method, or what a native object has.
pub(crate) fn own_attribute(machine: &Machine, owner: &Object, name: &str) -> Result<Option<Object>> {
    if name.starts_with('_') {
        // The sandbox hides these wherever they exist.
        return Ok(None);
    }
    if let Object::Native(native) = owner
        && let Some(found) = native.attribute(machine, name)?
    {
        return Ok(Some(found));
    }
    if let Some(method) = library::method(owner, name) {
        return Ok(Some(Object::native(BoundMethod { owner: owner.clone(), method })));
    }
    Ok(match (owner, name) {
        (Object::Tuple(tuple), name) => tuple.named(name).cloned(),
        (Object::Int(_) | Object::Bool(_), "real" | "numerator") => Some(owner.clone()),
        (Object::Int(_) | Object::Bool(_), "imag") => Some(Object::Int(0)),
        (Object::Int(_) | Object::Bool(_), "denominator") => Some(Object::Int(1)),
        (Object::Float(_), "real") => Some(owner.clone()),
        (Object::Float(_), "imag") => Some(Object::Float(0.0)),
        (Object::Range(start, ..), "start") => Some(Object::Int(*start)),
        (Object::Range(_, stop, _), "stop") => Some(Object::Int(*stop)),
        (Object::Range(.., step), "step") => Some(Object::Int(*step)),
        _ => None,
    })
}

fn own_item(machine: &Machine, owner: &Object, key: &Object) -> Result<Option<Object>> {
    Ok(match owner {
        Object::Dict(dict) => match dict.lookup(key) {
            Ok(found) => found,
            // Jinja2 takes an unhashable key for a missing one.
            Err(raise) if raise.is_python("TypeError") => None,
            Err(raise) => return Err(raise),
        },
        Object::List(list) => position(key, list.len()).and_then(|at| list.get(at)),
        Object::Tuple(tuple) => position(key, tuple.len()).and_then(|at| tuple.get(at).cloned()),
        Object::Str(s) | Object::Markup(s) => {
            let Some(wanted) = whole(key) else { return Ok(None) };
            let found = if wanted >= 0 {
                s.chars().nth(wanted as usize)
            } else {
                s.chars().rev().nth((-1 - wanted) as usize)
            };
            found.map(|c| Object::str(c.encode_utf8(&mut [0; 4])))
        }
        Object::Bytes(b) => position(key, b.len()).map(|at| Object::Int(i128::from(b[at]))),
        Object::Range(start, _, step) => {
            let length = owner.len()?;
            position(key, length).map(|at| Object::Int(start + step * at as i128))
        }
        Object::Native(native) => native.item(machine, key)?,
        _ => None,
    })
}

fn whole(key: &Object) -> Option<i128> {
    match key {
        Object::Int(i) => Some(*i),
        Object::Bool(b) => Some(i128::from(*b)),
        _ => None,
    }
}

fn position(key: &Object, length: usize) -> Option<usize> {
    let wanted = whole(key)?;
    let at = if wanted < 0 { wanted + length as i128 } else { wanted };
    (0..length as i128).contains(&at).then_some(at as usize)
}

/// `owner[start:stop:step]`.
pub(super) fn slice(machine: &Machine, owner: &Object, bounds: &[Object; 3]) -> Result<Object> {
    let chosen = |length: usize| positions(length, bounds);
    Ok(match owner {
        Object::Undefined(u) => return Err(u.raise()),
        Object::Str(s) | Object::Markup(s) => {
            let chars: Vec<char> = s.chars().collect();
            Object::from(chosen(chars.len())?.into_iter().map(|at| chars[at]).collect::<String>())
        }
        Object::Bytes(b) => Object::Bytes(chosen(b.len())?.into_iter().map(|at| b[at]).collect()),
        Object::List(list) => {
            let items = list.items();
            Object::list(chosen(items.len())?.into_iter().map(|at| items[at].clone()).collect())
        }
        Object::Tuple(items) => {
            Object::tuple(chosen(items.len())?.into_iter().map(|at| items[at].clone()).collect())
        }
        Object::Range(start, _, step) => {
            let at = chosen(owner.len()?)?;
            let numbers = at.into_iter().map(|at| Object::Int(start + step * at as i128));
            Object::list(numbers.collect())
        }
        other => member_missing(machine, other, Object::native(library::SliceKey::of(bounds.clone()))),
    })
}

fn positions(length: usize, bounds: &[Object; 3]) -> Result<Vec<usize>> {
    bounded(length, MAX_ITEMS * 16)?;
    let given = |bound: &Object| match bound {
        Object::None => Ok(None),
        Object::Undefined(u) => Err(u.raise()),
        other => index_of(other).map(Some).map_err(|_| {
            Raise::type_error("slice indices must be integers or None or have an __index__ method")
        }),
    };
    let length = length as i128;
    let step = given(&bounds[2])?.unwrap_or(1);
    if step == 0 {
        return Err(Raise::value("slice step cannot be zero"));
    }
    let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let clamp = |bound: i128| {
        let at = if bound < 0 { bound.saturating_add(length) } else { bound };
        at.clamp(low, high)
    };
    let start = given(&bounds[0])?.map_or(if step > 0 { low } else { high }, clamp);
    let stop = given(&bounds[1])?.map_or(if step > 0 { high } else { low }, clamp);
    let mut chosen = Vec::new();
    let mut at = start;
    while (step > 0 && at < stop) || (step < 0 && at > stop) {
        chosen.push(at as usize);
        at = at.saturating_add(step);
    }
    Ok(chosen)
}

/// Walks a dotted path, as the `attribute` argument of filters does: numbers are positions.
pub(crate) fn path(machine: &Machine, owner: &Object, path: &Object) -> Result<Object> {
    let Some(text) = path.as_str() else {
        return item(machine, owner, path);
    };
    let mut here = owner.clone();
    for part in text.split('.') {
        let key = match part.parse::<i128>() {
            Ok(index) if part.bytes().all(|b| b.is_ascii_digit()) => Object::Int(index),
            _ => Object::str(part),
        };
        here = item(machine, &here, &key)?;
    }
    Ok(here)
}
