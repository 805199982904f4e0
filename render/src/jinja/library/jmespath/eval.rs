//! JMESPath expressions evaluated over objects.

use super::super::super::object::{Dict, Key, Object, equal, less, number};
use super::super::super::raise::Result;
use super::functions;
use super::parse::{Node, parse};

/// The result of an expression on data.
pub(in super::super) fn query(data: &Object, expression: &str) -> Result<Object> {
    eval(&parse(expression)?, data)
}

/// JMESPath's truth: `null`, `false` and what is empty are false; 0 is true.
pub(super) fn truth(value: &Object) -> bool {
    match value {
        Object::None | Object::Bool(false) => false,
        Object::Str(s) | Object::Markup(s) => !s.is_empty(),
        Object::List(l) => l.len() > 0,
        Object::Dict(d) => d.len() > 0,
        _ => true,
    }
}

/// The items of a list or tuple.
pub(super) fn items(value: &Object) -> Option<Vec<Object>> {
    match value {
        Object::List(list) => Some(list.items()),
        Object::Tuple(items) => Some(items.to_vec()),
        _ => None,
    }
}

fn each(found: Vec<Object>, rest: &Node) -> Result<Object> {
    let mut kept = Vec::new();
    for item in found {
        let value = eval(rest, &item)?;
        if !value.is_none() {
            kept.push(value);
        }
    }
    Ok(Object::list(kept))
}

/// Evaluates an expression on a value.
pub(super) fn eval(node: &Node, here: &Object) -> Result<Object> {
    Ok(match node {
        Node::Current => here.clone(),
        Node::Literal(value) => value.clone(),
        Node::Field(name) => match here {
            Object::Dict(dict) => dict.get(name).unwrap_or(Object::None),
            _ => Object::None,
        },
        Node::Then(first, second) => eval(second, &eval(first, here)?)?,
        Node::Index(index) => at(here, *index),
        Node::Slice(parts) => slice(here, parts)?,
        Node::Each(source, rest) => match items(&eval(source, here)?) {
            Some(found) => each(found, rest)?,
            None => Object::None,
        },
        Node::Values(source, rest) => match eval(source, here)? {
            Object::Dict(dict) => each(dict.members().into_iter().map(|(_, value)| value).collect(), rest)?,
            _ => Object::None,
        },
        Node::Flatten(source) => match items(&eval(source, here)?) {
            Some(found) => {
                let flat =
                    found.into_iter().flat_map(|item| items(&item).unwrap_or_else(|| vec![item.clone()]));
                Object::list(flat.collect())
            }
            None => Object::None,
        },
        Node::Filter(source, test, rest) => match items(&eval(source, here)?) {
            Some(found) => {
                let mut kept = Vec::new();
                for item in found {
                    if truth(&eval(test, &item)?) {
                        kept.push(item);
                    }
                }
                each(kept, rest)?
            }
            None => Object::None,
        },
        Node::List(_) | Node::Dict(_) if here.is_none() => Object::None,
        Node::List(parts) => Object::list(parts.iter().map(|part| eval(part, here)).collect::<Result<_>>()?),
        Node::Dict(parts) => {
            let members = parts.iter().map(|(name, part)| Ok((Key::text(name), eval(part, here)?)));
            Object::dict(Dict::of(members.collect::<Result<Vec<_>>>()?))
        }
        Node::Or(a, b) => {
            let first = eval(a, here)?;
            if truth(&first) { first } else { eval(b, here)? }
        }
        Node::And(a, b) => {
            let first = eval(a, here)?;
            if truth(&first) { eval(b, here)? } else { first }
        }
        Node::Not(inner) => Object::Bool(!truth(&eval(inner, here)?)),
        Node::Compare(sign, a, b) => compare(sign, &eval(a, here)?, &eval(b, here)?)?,
        Node::Call(name, arguments) => functions::call(name, arguments, here)?,
        Node::Reference(_) => Object::None,
    })
}

fn at(here: &Object, index: i128) -> Object {
    let Some(found) = items(here) else { return Object::None };
    let index = if index < 0 { index + found.len() as i128 } else { index };
    usize::try_from(index).ok().and_then(|at| found.get(at).cloned()).unwrap_or(Object::None)
}

fn slice(here: &Object, parts: &[Option<i128>; 3]) -> Result<Object> {
    let Some(found) = items(here) else { return Ok(Object::None) };
    let length = found.len() as i128;
    let step = parts[2].unwrap_or(1);
    if step == 0 {
        return Err(super::token::wrong("a slice's step cannot be 0"));
    }
    let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let clamp = |n: i128| (if n < 0 { n + length } else { n }).clamp(low, high);
    let mut at = parts[0].map_or(if step > 0 { low } else { high }, clamp);
    let stop = parts[1].map_or(if step > 0 { high } else { low }, clamp);
    let mut kept = Vec::new();
    while (step > 0 && at < stop) || (step < 0 && at > stop) {
        kept.extend(usize::try_from(at).ok().and_then(|at| found.get(at).cloned()));
        at = at.saturating_add(step);
    }
    Ok(Object::list(kept))
}

fn compare(sign: &str, a: &Object, b: &Object) -> Result<Object> {
    let kinds_differ = matches!(a, Object::Bool(_)) != matches!(b, Object::Bool(_));
    Ok(match sign {
        "==" => Object::Bool(!kinds_differ && equal(a, b)?),
        "!=" => Object::Bool(kinds_differ || !equal(a, b)?),
        _ if number(a).is_none() || number(b).is_none() => Object::None,
        "<" => Object::Bool(less(a, b)?),
        "<=" => Object::Bool(less(a, b)? || equal(a, b)?),
        ">" => Object::Bool(less(b, a)?),
        _ => Object::Bool(less(b, a)? || equal(a, b)?),
    })
}
