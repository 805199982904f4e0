//! Salt's filters on dictionaries.

use std::rc::Rc;

use halite_common::yaml;

use super::super::super::object::{
    Dict, Key, Object, collect, from_value, parse_int, same, watch, watch_for,
};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call};
use super::super::globals::members;
use super::super::methods::encoded;
use super::salt_text::to_num;

const PATH: &[&str] = &["in_dict", "keys", "value", "delimiter?", "ordered_dict?"];
const ENCODE: &[&str] =
    &["data", "encoding?", "errors?", "keep?", "preserve_dict_class?", "preserve_tuples?"];

pub(crate) const TABLE: &[Builtin] = &[
    Builtin { name: "traverse", parameters: &["data", "key", "default?", "delimiter?"], run: traverse },
    Builtin {
        name: "set_dict_key_value",
        parameters: PATH,
        run: |call| {
            at_path(call, |dict, key| {
                dict.set(key, call.get(2).clone());
                Ok(())
            })
        },
    },
    Builtin {
        name: "update_dict_key_value",
        parameters: PATH,
        run: |call| at_path(call, |dict, key| update(call, &dict, key)),
    },
    Builtin {
        name: "append_dict_key_value",
        parameters: PATH,
        run: |call| at_path(call, |dict, key| append(call, &dict, key)),
    },
    Builtin {
        name: "extend_dict_key_value",
        parameters: PATH,
        run: |call| at_path(call, |dict, key| extend(call, &dict, key)),
    },
    Builtin { name: "to_entries", parameters: &["data"], run: to_entries },
    Builtin { name: "from_entries", parameters: &["entries"], run: from_entries },
    Builtin { name: "mysql_to_dict", parameters: &["data", "key"], run: mysql_to_dict },
    Builtin { name: "json_encode_dict", parameters: ENCODE, run: |call| to_bytes(call.get(0), 0) },
    Builtin { name: "json_decode_dict", parameters: ENCODE, run: |call| to_bytes(call.get(0), 0) },
    Builtin { name: "json_encode_list", parameters: ENCODE, run: |call| to_bytes(call.get(0), 0) },
    Builtin { name: "json_decode_list", parameters: ENCODE, run: |call| to_bytes(call.get(0), 0) },
    Builtin {
        name: "json_query",
        parameters: &["data", "expr"],
        run: |call| super::super::jmespath::query(call.get(0), &call.text(1)?),
    },
];

fn invocation(message: impl Into<String>) -> Raise {
    Raise::new(Kind::Salt, message)
}

fn traverse(call: &Call<'_>) -> Result<Object> {
    let delimiter = call.text_or(3, ":")?;
    let steps = match call.get(1) {
        Object::Str(path) | Object::Markup(path) if !delimiter.is_empty() => {
            path.split(&*delimiter).map(Object::str).collect()
        }
        Object::Int(i) => vec![Object::Int(*i)],
        other => collect(other)?,
    };
    let mut here = call.get(0).clone();
    for step in &steps {
        match step_into(&here, step)? {
            Some(next) => here = next,
            None => return Ok(call.opt(2).cloned().unwrap_or(Object::None)),
        }
    }
    Ok(here)
}

fn step_into(here: &Object, step: &Object) -> Result<Option<Object>> {
    match here {
        Object::List(list) => {
            let index = match step {
                Object::Int(i) => Some(*i),
                other => other.as_str().and_then(|text| parse_int(text, 10)),
            };
            let key = index.map_or_else(|| step.clone(), Object::Int);
            for item in list.items() {
                if let Object::Dict(dict) = &item
                    && let Some(found) = dict.lookup(&key)?
                {
                    return Ok(Some(found));
                }
            }
            let Some(index) = index else { return Ok(None) };
            let at = if index < 0 { index + list.len() as i128 } else { index };
            Ok(usize::try_from(at).ok().and_then(|at| list.get(at)))
        }
        Object::Dict(dict) => match dict.lookup(step)? {
            Some(found) => Ok(Some(found)),
            None => {
                // A key that is no text in the data is met by its YAML form.
                let Some(text) = step.as_str() else { return Ok(None) };
                let Ok(document) = yaml::load(text) else { return Ok(None) };
                let key = from_value(&document.value);
                if key.as_str().is_some() || !key.is_hashable() { Ok(None) } else { dict.lookup(&key) }
            }
        },
        _ => Ok(None),
    }
}

/// Goes down a path of keys, making dictionaries on the way, and does something at its end.
fn at_path(call: &Call<'_>, finish: impl FnOnce(Rc<Dict>, Key) -> Result<()>) -> Result<Object> {
    let Object::Dict(start) = call.get(0) else { return Err(call.wrong(0, "dict")) };
    let (path, delimiter) = (call.text(1)?, call.text_or(3, ":")?);
    let mut here = start.clone();
    let mut steps: Vec<&str> =
        if delimiter.is_empty() { vec![&path] } else { path.split(&*delimiter).collect() };
    let last = steps.pop().unwrap_or_default();
    for step in steps {
        let next = match here.get(step) {
            Some(Object::Dict(next)) => next,
            _ => {
                let next = Rc::new(Dict::default());
                here.set(Key::text(step), Object::Dict(next.clone()));
                next
            }
        };
        here = next;
    }
    watch(&here);
    finish(here, Key::text(last))?;
    Ok(call.get(0).clone())
}

fn found(dict: &Dict, key: &Key, make: impl FnOnce() -> Object) -> Result<Object> {
    match dict.lookup(key.object())? {
        Some(Object::None) | None => {
            let made = make();
            dict.set(key.clone(), made.clone());
            Ok(made)
        }
        Some(found) => Ok(found),
    }
}

fn refused(target: &Object, verb: &str) -> Raise {
    invocation(format!("The last key contains a <class '{}'>, which cannot {verb}.", target.type_name()))
}

fn update(call: &Call<'_>, dict: &Dict, key: Key) -> Result<()> {
    let target = found(dict, &key, || Object::dict(Dict::default()))?;
    let Object::Dict(inner) = &target else { return Err(refused(&target, "update")) };
    let given = members(call.opt(2), &[]).map_err(|_| {
        invocation(format!("Cannot update <class 'dict'> with a <class '{}'>.", call.get(2).type_name()))
    })?;
    for (key, value) in given {
        watch_for(inner, &value);
        inner.set(key, value);
    }
    Ok(())
}

fn append(call: &Call<'_>, dict: &Dict, key: Key) -> Result<()> {
    let target = found(dict, &key, || Object::list(Vec::new()))?;
    let Object::List(list) = &target else { return Err(refused(&target, "append")) };
    watch_for(list, call.get(2));
    list.borrow_mut().push(call.get(2).clone());
    Ok(())
}

fn extend(call: &Call<'_>, dict: &Dict, key: Key) -> Result<()> {
    let target = found(dict, &key, || Object::list(Vec::new()))?;
    let Object::List(list) = &target else { return Err(refused(&target, "extend")) };
    let more = collect(call.get(2)).map_err(|_| {
        invocation(format!("Cannot extend <class 'list'> with a <class '{}'>.", call.get(2).type_name()))
    })?;
    more.iter().for_each(|item| watch_for(list, item));
    list.borrow_mut().extend(more);
    Ok(())
}

fn to_entries(call: &Call<'_>) -> Result<Object> {
    let pairs: Vec<(Object, Object)> = match call.get(0) {
        Object::Dict(dict) => dict.members().into_iter().map(|(k, v)| (k.into_object(), v)).collect(),
        Object::List(list) => {
            list.items().into_iter().enumerate().map(|(n, v)| (Object::from(n), v)).collect()
        }
        _ => return Err(Raise::new(Kind::Python("SaltException"), "Input data must be a dict or list")),
    };
    let entry = |(key, value)| Object::dict(Dict::of([(Key::text("key"), key), (Key::text("value"), value)]));
    Ok(Object::list(pairs.into_iter().map(entry).collect()))
}

fn from_entries(call: &Call<'_>) -> Result<Object> {
    let out = Dict::default();
    for entry in collect(call.get(0))? {
        let Object::Dict(entry) = &entry else { return Err(call.wrong(0, "a list of dictionaries")) };
        let get = |wanted: &str| {
            let is = |key: &Key| key.object().as_str().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            entry.members().into_iter().rev().find(|(key, _)| is(key)).map(|(_, value)| value)
        };
        for name in ["key", "name"] {
            if let Some(key) = get(name)
                && key.truth()?
            {
                out.set(Key::new(key)?, get("value").unwrap_or(Object::None));
                break;
            }
        }
    }
    Ok(Object::dict(out))
}

fn mysql_to_dict(call: &Call<'_>) -> Result<Object> {
    let out = Dict::default();
    let mut headers: Vec<String> = Vec::new();
    for line in collect(call.get(0))? {
        let Some(line) = line.as_str().filter(|line| !line.is_empty() && !line.starts_with('+')) else {
            continue;
        };
        let cells: Vec<String> = line.split('|').map(|cell| cell.trim().to_owned()).collect();
        if headers.len() <= 1 {
            headers = cells;
            continue;
        }
        let row = Dict::default();
        for (header, cell) in headers.iter().zip(&cells).take(headers.len() - 1).skip(1) {
            row.set(Key::text(header), to_num(&Object::str(cell))?);
        }
        let key = row.lookup(call.get(1))?;
        let key = key.ok_or_else(|| Raise::new(Kind::Python("KeyError"), "no such column"))?;
        out.set(Key::new(key)?, Object::dict(row));
    }
    Ok(Object::dict(out))
}

/// All text in it as bytes. Tuples become lists.
fn to_bytes(object: &Object, depth: usize) -> Result<Object> {
    if depth > super::super::super::object::MAX_DEPTH {
        return Err(super::super::super::object::too_deep());
    }
    let all =
        |items: &[Object]| items.iter().map(|item| to_bytes(item, depth + 1)).collect::<Result<Vec<_>>>();
    Ok(match object {
        Object::Str(text) | Object::Markup(text) => Object::Bytes(encoded(text, "utf-8", "strict")?),
        Object::List(list) => Object::list(all(&list.items())?),
        Object::Tuple(items) => Object::list(all(items)?),
        Object::Dict(dict) => {
            let out = Dict::default();
            for (key, value) in dict.members() {
                let key = Key::new(to_bytes(key.object(), depth + 1)?)?;
                let value = if same(&value, object) { Object::None } else { to_bytes(&value, depth + 1)? };
                out.set(key, value);
            }
            Object::dict(out)
        }
        other => other.clone(),
    })
}
