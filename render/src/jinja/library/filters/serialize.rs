//! Filters of Salt's serializer extension: YAML, JSON, Python, XML, and back.

use halite_common::value::{Dict, Key as ValueKey, Value};
use halite_common::yaml::{DumpOptions, Flow, dump};

use super::super::super::object::{
    Dict as Members, Key, MAX_DEPTH, Object, Ordering, Undefined, order, to_value, too_deep,
};
use super::super::super::raise::{Raise, Result};
use super::super::super::run::{Builtin, Call};
use super::super::{json, load, pretty, xml};

pub(crate) const TABLE: &[Builtin] = &[
    Builtin { name: "yaml", parameters: &["value", "flow_style?"], run: |call| strict(call, yaml) },
    Builtin { name: "json", parameters: &["value", "sort_keys?", "indent?"], run: |call| strict(call, json) },
    Builtin { name: "tojson", parameters: &["val", "indent?", "**"], run: |call| strict(call, tojson) },
    Builtin { name: "python", parameters: &["value"], run: |call| strict(call, python) },
    Builtin {
        name: "pprint",
        parameters: &["value"],
        run: |call| Ok(Object::from(pretty::pretty(call.get(0))?)),
    },
    Builtin { name: "xml", parameters: &["value"], run: |call| strict(call, xml) },
    Builtin {
        name: "load_yaml",
        parameters: &["value"],
        run: |call| strict(call, |c| load::yaml(c.machine, &c.soft(0)?).map_err(load::Wrong::raise)),
    },
    Builtin {
        name: "load_json",
        parameters: &["value"],
        run: |call| strict(call, |c| load::json(&c.soft(0)?)),
    },
    Builtin { name: "load_text", parameters: &["value"], run: |call| strict(call, load_text) },
    Builtin {
        name: "dict_to_sls_yaml_params",
        parameters: &["value", "flow_style?"],
        run: |call| strict(call, dict_to_sls_yaml_params),
    },
];

/// Runs a filter unless something in its input is undefined; then the result is, too.
pub(super) fn strict(call: &Call<'_>, run: impl Fn(&Call<'_>) -> Result<Object>) -> Result<Object> {
    let mut missing = Vec::new();
    find_undefined(call.get(0), &mut missing, &mut Vec::new());
    if missing.is_empty() {
        return run(call);
    }
    Ok(Undefined::because(missing.join("\n"), false).into())
}

fn find_undefined(object: &Object, missing: &mut Vec<String>, open: &mut Vec<usize>) {
    use std::rc::Rc;
    let id = match object {
        Object::List(list) => Rc::as_ptr(list) as usize,
        Object::Tuple(tuple) => Rc::as_ptr(tuple) as usize,
        Object::Dict(dict) => Rc::as_ptr(dict) as usize,
        Object::Undefined(undefined) if !undefined.is_lenient() => return missing.push(undefined.message()),
        _ => return,
    };
    // What is too deep for this fails in the filter itself.
    if open.contains(&id) || open.len() > MAX_DEPTH {
        return;
    }
    open.push(id);
    match object {
        Object::List(list) => list.items().iter().for_each(|item| find_undefined(item, missing, open)),
        Object::Tuple(items) => items.iter().for_each(|item| find_undefined(item, missing, open)),
        Object::Dict(dict) => dict.members().iter().for_each(|(_, v)| find_undefined(v, missing, open)),
        _ => {}
    }
    open.pop();
}

fn safe(text: impl AsRef<str>) -> Object {
    Object::Markup(text.as_ref().into())
}

/// The value, with the members of its dictionaries by key unless they are ordered or cannot be compared.
fn by_key(object: &Object, depth: usize) -> Result<Value> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    let all = |items: &[Object]| items.iter().map(|item| by_key(item, depth + 1)).collect::<Result<_>>();
    match object {
        Object::List(list) => Ok(Value::List(all(&list.items())?)),
        Object::Tuple(items) => Ok(Value::List(all(items)?)),
        Object::Dict(dict) => {
            let mut members = dict.members();
            let comparable = |(a, b): (&(Key, _), &(Key, _))| order(a.0.object(), b.0.object(), "<").is_ok();
            if !dict.is_ordered() && members.iter().zip(members.iter().skip(1)).all(comparable) {
                members.sort_by(|(a, _), (b, _)| {
                    order(a.object(), b.object(), "<").ok().flatten().unwrap_or(Ordering::Equal)
                });
            }
            let mut value = Dict::new();
            for (key, member) in members {
                let key = ValueKey::from_value(to_value(key.object())?)
                    .ok_or_else(|| Raise::type_error("unhashable type: 'dict'"))?;
                value.insert(key, by_key(&member, depth + 1)?);
            }
            Ok(Value::Dict(value))
        }
        other => to_value(other),
    }
}

/// A value as Salt's `|yaml` writes it.
fn dumped(value: &Value, flow: bool) -> Object {
    let flow = if flow { Flow::Flow } else { Flow::Block };
    let text = dump(value, &DumpOptions { flow, ..DumpOptions::default() });
    let text = text.trim();
    safe(text.strip_suffix("\n...").unwrap_or(text))
}

fn yaml(call: &Call<'_>) -> Result<Object> {
    Ok(dumped(&by_key(call.get(0), 0)?, call.flag(1, true)?))
}

fn dict_to_sls_yaml_params(call: &Call<'_>) -> Result<Object> {
    let Object::Dict(dict) = call.get(0) else { return Err(call.wrong(0, "dict")) };
    let Value::Dict(members) = by_key(&Object::dict(Members::in_order(dict.members())), 0)? else {
        return Err(call.wrong(0, "dict"));
    };
    let items = members.into_iter().map(|member| Value::Dict(Dict::from_iter([member])));
    Ok(dumped(&Value::List(items.collect()), call.flag(1, false)?))
}

fn json(call: &Call<'_>) -> Result<Object> {
    let style =
        json::Style { sort_keys: call.flag(1, true)?, indent: json::indent(call.some(2))?, ascii: false };
    Ok(safe(json::write(call.get(0), &style)?))
}

fn tojson(call: &Call<'_>) -> Result<Object> {
    let named = |name: &str| call.bound.named.iter().find(|(known, _)| **known == *name).map(|(_, v)| v);
    let style = json::Style {
        sort_keys: named("sort_keys").map_or(Ok(false), Object::truth)?,
        indent: json::indent(call.some(1))?,
        ascii: named("ensure_ascii").map_or(Ok(true), Object::truth)?,
    };
    let text = json::write(call.get(0), &style)?;
    let text = text.replace('<', "\\u003c").replace('>', "\\u003e");
    Ok(Object::from(text.replace('&', "\\u0026").replace('\'', "\\u0027")))
}

fn python(call: &Call<'_>) -> Result<Object> {
    Ok(safe(pretty::pretty(call.get(0))?.trim()))
}

fn xml(call: &Call<'_>) -> Result<Object> {
    Ok(safe(xml::write(call.get(0))?))
}

fn load_text(call: &Call<'_>) -> Result<Object> {
    match call.get(0) {
        native @ Object::Native(_) => Ok(Object::Str(super::super::super::object::text(native)?)),
        other => Ok(other.clone()),
    }
}
