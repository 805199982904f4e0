//! Python's equality, order and membership.

use std::rc::Rc;

pub(crate) use std::cmp::Ordering;

use super::super::raise::{Raise, Result};
use super::{MAX_DEPTH, Object, View, collect, number, too_deep};

/// Python's `==`.
pub(crate) fn equal(a: &Object, b: &Object) -> Result<bool> {
    equal_at(a, b, 0)
}

fn equal_at(a: &Object, b: &Object, depth: usize) -> Result<bool> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    if let (Some(a), Some(b)) = (a.as_str(), b.as_str()) {
        return Ok(a == b);
    }
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return Ok(a == b);
    }
    Ok(match (a, b) {
        (Object::Undefined(a), Object::Undefined(b)) if a.is_lenient() && b.is_lenient() => true,
        (Object::Undefined(u), _) | (_, Object::Undefined(u)) => {
            u.lenient_or_raise()?;
            false
        }
        (Object::None, Object::None) => true,
        (Object::Bytes(a), Object::Bytes(b)) => a == b,
        (Object::List(x), Object::List(y)) if Rc::ptr_eq(x, y) => true,
        (Object::List(x), Object::List(y)) => all_equal(&x.items(), &y.items(), depth)?,
        (Object::Tuple(x), Object::Tuple(y)) => all_equal(x, y, depth)?,
        (Object::Dict(x), Object::Dict(y)) => Rc::ptr_eq(x, y) || dicts_equal(x, y, depth)?,
        (Object::Set(x), Object::Set(y)) => x.len() == y.len() && subset(a, b)?,
        (Object::View(View::Keys | View::Items, x), Object::View(View::Keys | View::Items, y)) => {
            x.len() == y.len() && subset(a, b)?
        }
        (Object::Range(..), Object::Range(..)) => {
            collect(a)?.len() == collect(b)?.len() && {
                let (a, b) = (collect(a)?, collect(b)?);
                all_equal(&a, &b, depth)?
            }
        }
        _ => same(a, b),
    })
}

fn all_equal(a: &[Object], b: &[Object], depth: usize) -> Result<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    for (a, b) in a.iter().zip(b) {
        if !same(a, b) && !equal_at(a, b, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn dicts_equal(a: &super::Dict, b: &super::Dict, depth: usize) -> Result<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    for (key, value) in a.members() {
        let Some(other) = b.lookup(key.object())? else { return Ok(false) };
        if !same(&value, &other) && !equal_at(&value, &other, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn subset(a: &Object, b: &Object) -> Result<bool> {
    for item in collect(a)? {
        if !contains(b, &item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Python's `is`.
pub(crate) fn same(a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::None, Object::None) => true,
        (Object::Bool(a), Object::Bool(b)) => a == b,
        (Object::Int(a), Object::Int(b)) => a == b,
        (Object::Float(a), Object::Float(b)) => a.to_bits() == b.to_bits() && !a.is_nan(),
        (Object::Str(a), Object::Str(b)) => a == b,
        (Object::List(a), Object::List(b)) => Rc::ptr_eq(a, b),
        (Object::Dict(a), Object::Dict(b)) => Rc::ptr_eq(a, b),
        (Object::Set(a), Object::Set(b)) => Rc::ptr_eq(a, b),
        (Object::Tuple(a), Object::Tuple(b)) => Rc::ptr_eq(a, b),
        (Object::Generator(a), Object::Generator(b)) => Rc::ptr_eq(a, b),
        (Object::Undefined(a), Object::Undefined(b)) => Rc::ptr_eq(a, b),
        (Object::Native(a), Object::Native(b)) => std::ptr::addr_eq(Rc::as_ptr(a), Rc::as_ptr(b)),
        _ => false,
    }
}

/// Python's order of two objects, or `None` where they compare as neither (`nan`); `operator` is for the complaint.
pub(crate) fn order(a: &Object, b: &Object, operator: &str) -> Result<Option<Ordering>> {
    order_at(a, b, operator, 0)
}

fn order_at(a: &Object, b: &Object, operator: &str, depth: usize) -> Result<Option<Ordering>> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    if let (Some(a), Some(b)) = (a.as_str(), b.as_str()) {
        return Ok(Some(a.cmp(b)));
    }
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return Ok(a.partial_cmp(&b));
    }
    match (a, b) {
        (Object::Undefined(u), _) | (_, Object::Undefined(u)) => Err(u.raise()),
        (Object::Bytes(a), Object::Bytes(b)) => Ok(Some(a.cmp(b))),
        (Object::List(x), Object::List(y)) => sequence_order(&x.items(), &y.items(), operator, depth),
        (Object::Tuple(x), Object::Tuple(y)) => sequence_order(x, y, operator, depth),
        (Object::Set(_), Object::Set(_)) => Ok(match (subset(a, b)?, subset(b, a)?) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Less),
            (false, true) => Some(Ordering::Greater),
            (false, false) => None,
        }),
        _ => Err(Raise::type_error(format!(
            "'{operator}' not supported between instances of '{}' and '{}'",
            a.type_name(),
            b.type_name()
        ))),
    }
}

fn sequence_order(a: &[Object], b: &[Object], operator: &str, depth: usize) -> Result<Option<Ordering>> {
    for (a, b) in a.iter().zip(b) {
        if !equal_at(a, b, depth + 1)? {
            return order_at(a, b, operator, depth + 1);
        }
    }
    Ok(Some(a.len().cmp(&b.len())))
}

/// Python's `<`.
pub(crate) fn less(a: &Object, b: &Object) -> Result<bool> {
    Ok(order(a, b, "<")? == Some(Ordering::Less))
}

/// Compares for sorting, as Python's sort asks: only `<`.
fn compare(a: &Object, b: &Object) -> Result<Ordering> {
    Ok(order(a, b, "<")?.unwrap_or(Ordering::Equal))
}

/// Python's stable `sorted(items, key=…, reverse=…)`.
pub(crate) fn sorted(
    items: Vec<Object>,
    key: impl Fn(&Object) -> Result<Object>,
    reverse: bool,
) -> Result<Vec<Object>> {
    let mut keyed = items.into_iter().map(|item| Ok((key(&item)?, item))).collect::<Result<Vec<_>>>()?;
    let mut failed = None;
    keyed.sort_by(|(a, _), (b, _)| {
        let ordering = compare(a, b).unwrap_or_else(|raise| {
            failed.get_or_insert(raise);
            Ordering::Equal
        });
        if reverse { ordering.reverse() } else { ordering }
    });
    failed.map_or(Ok(()), Err)?;
    Ok(keyed.into_iter().map(|(_, item)| item).collect())
}

/// Python's `item in container`.
pub(crate) fn contains(container: &Object, item: &Object) -> Result<bool> {
    match container {
        Object::Str(s) | Object::Markup(s) => match item.as_str() {
            Some(part) => Ok(s.contains(&**part)),
            None => match item {
                Object::Undefined(u) => Err(u.raise()),
                _ => Err(Raise::type_error(format!(
                    "'in <string>' requires string as left operand, not {}",
                    item.type_name()
                ))),
            },
        },
        Object::Dict(d) | Object::View(View::Keys, d) => Ok(d.lookup(item)?.is_some()),
        Object::Set(s) => s.contains(item),
        Object::Range(start, stop, step) => {
            Ok(number(item).and_then(super::Number::whole).is_some_and(|i| {
                let inside = if *step > 0 { (*start..*stop).contains(&i) } else { i <= *start && i > *stop };
                inside && (i - start) % step == 0
            }))
        }
        Object::Undefined(u) => u.lenient_or_raise().map(|()| false),
        Object::None | Object::Bool(_) | Object::Int(_) | Object::Float(_) => {
            Err(Raise::type_error(format!("argument of type '{}' is not iterable", container.type_name())))
        }
        other => {
            let mut next = super::iterate(other).map_err(|raise| {
                if raise.is_python("TypeError") {
                    let message = format!("argument of type '{}' is not iterable", other.type_name());
                    return Raise::type_error(message);
                }
                raise
            })?;
            while let Some(member) = next()? {
                if same(&member, item) || equal(&member, item)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}
