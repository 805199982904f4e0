//! JMESPath's functions.

use super::super::super::object::{
    Dict, Number, Object, contains, less, number, parse_float, parse_int, sorted,
};
use super::super::super::raise::Result;
use super::super::json;
use super::eval::{eval, items};
use super::parse::Node;
use super::token::wrong;

/// Calls a function.
pub(super) fn call(name: &str, arguments: &[Node], here: &Object) -> Result<Object> {
    let values = arguments.iter().map(|argument| eval(argument, here)).collect::<Result<Vec<_>>>()?;
    let first = values.first().ok_or_else(|| wrong(format!("{name}() needs an argument")))?;
    let second = || values.get(1).ok_or_else(|| wrong(format!("{name}() needs two arguments")));
    let list = |value: &Object| items(value).ok_or_else(|| wrong(format!("{name}() needs a list")));
    let figure = || number(first).map(Number::float).ok_or_else(|| wrong(format!("{name}() needs a number")));
    Ok(match name {
        "length" => Object::from(first.len()?),
        "keys" => match first {
            Object::Dict(dict) => Object::list(dict.keys()),
            _ => return Err(wrong("keys() needs a dictionary")),
        },
        "values" => match first {
            Object::Dict(dict) => Object::list(dict.members().into_iter().map(|(_, value)| value).collect()),
            _ => return Err(wrong("values() needs a dictionary")),
        },
        "contains" => Object::Bool(contains(first, second()?)?),
        "starts_with" => affix(first, second()?, |text, part| text.starts_with(part))?,
        "ends_with" => affix(first, second()?, |text, part| text.ends_with(part))?,
        "join" => {
            let parts = list(second()?)?;
            let parts: Vec<&str> =
                parts.iter().filter_map(|part| part.as_str().map(|text| &**text)).collect();
            Object::from(parts.join(first.as_str().map_or("", |text| text)))
        }
        "reverse" => match first.as_str() {
            Some(text) => Object::from(text.chars().rev().collect::<String>()),
            None => Object::list(list(first)?.into_iter().rev().collect()),
        },
        "sort" => Object::list(sorted(list(first)?, |item| Ok(item.clone()), false)?),
        "sort_by" | "max_by" | "min_by" | "map" => return by(name, arguments, here),
        "max" => extreme(list(first)?, less)?,
        "min" => extreme(list(first)?, |a, b| less(b, a))?,
        "sum" | "avg" => {
            let found = list(first)?;
            let total: f64 = found.iter().filter_map(number).map(Number::float).sum();
            match name {
                "avg" if found.is_empty() => Object::None,
                "avg" => Object::Float(total / found.len() as f64),
                _ if found.iter().any(|item| matches!(item, Object::Float(_))) => Object::Float(total),
                _ => Object::Int(total as i128),
            }
        }
        "abs" => match first {
            Object::Int(i) => Object::Int(i.saturating_abs()),
            _ => Object::Float(figure()?.abs()),
        },
        "ceil" => Object::Int(figure()?.ceil() as i128),
        "floor" => Object::Int(figure()?.floor() as i128),
        "not_null" => values.iter().find(|value| !value.is_none()).cloned().unwrap_or(Object::None),
        "merge" => {
            let dicts =
                values.iter().filter_map(|v| if let Object::Dict(d) = v { Some(d.members()) } else { None });
            Object::dict(Dict::of(dicts.flatten()))
        }
        "to_array" => {
            if items(first).is_some() {
                first.clone()
            } else {
                Object::list(vec![first.clone()])
            }
        }
        "to_string" => match first.as_str() {
            Some(text) => Object::Str(text.clone()),
            None => Object::from(json::write(
                first,
                &json::Style { sort_keys: false, indent: None, ascii: true },
            )?),
        },
        "to_number" => match first.as_str() {
            Some(text) => parse_int(text, 10)
                .map(Object::Int)
                .or_else(|| parse_float(text).map(Object::Float))
                .unwrap_or(Object::None),
            None if number(first).is_some() => first.clone(),
            None => Object::None,
        },
        "type" => Object::str(match first {
            Object::None => "null",
            Object::Bool(_) => "boolean",
            Object::Int(_) | Object::Float(_) => "number",
            Object::Dict(_) => "object",
            value if value.as_str().is_some() => "string",
            _ => "array",
        }),
        other => return Err(wrong(format!("Unknown function: {other}()"))),
    })
}

fn affix(text: &Object, part: &Object, test: fn(&str, &str) -> bool) -> Result<Object> {
    match (text.as_str(), part.as_str()) {
        (Some(text), Some(part)) => Ok(Object::Bool(test(text, part))),
        _ => Err(wrong("both arguments must be strings")),
    }
}

fn extreme(found: Vec<Object>, better: impl Fn(&Object, &Object) -> Result<bool>) -> Result<Object> {
    let mut best: Option<Object> = None;
    for item in found {
        if match &best {
            Some(so_far) => better(so_far, &item)?,
            None => true,
        } {
            best = Some(item);
        }
    }
    Ok(best.unwrap_or(Object::None))
}

fn by(name: &str, arguments: &[Node], here: &Object) -> Result<Object> {
    let (list, reference) = match (name, arguments) {
        ("map", [Node::Reference(reference), list]) | (_, [list, Node::Reference(reference)]) => {
            (list, reference)
        }
        _ => return Err(wrong(format!("{name}() needs a list and an expression"))),
    };
    let found = items(&eval(list, here)?).ok_or_else(|| wrong(format!("{name}() needs a list")))?;
    let key = |item: &Object| eval(reference, item);
    Ok(match name {
        "map" => Object::list(found.iter().map(key).collect::<Result<_>>()?),
        "sort_by" => Object::list(sorted(found, key, false)?),
        "max_by" => extreme(found, |a, b| less(&key(a)?, &key(b)?))?,
        _ => extreme(found, |a, b| less(&key(b)?, &key(a)?))?,
    })
}
