//! Objects from and to the value that both ends of Halite share.

use halite_common::value::{Dict as ValueDict, Key as ValueKey, Value};

use super::super::raise::{Raise, Result};
use super::{Dict, Key, MAX_DEPTH, Object, collect, too_deep};

/// The object for a value.
pub(crate) fn from_value(value: &Value) -> Object {
    match value {
        Value::Null => Object::None,
        Value::Bool(b) => Object::Bool(*b),
        Value::Int(i) => Object::Int(*i),
        Value::Float(f) => Object::Float(*f),
        Value::Str(s) => Object::str(s),
        Value::Bytes(b) => Object::Bytes(b.as_slice().into()),
        Value::List(items) => Object::list(items.iter().map(from_value).collect()),
        Value::Dict(dict) => from_dict(dict),
    }
}

/// The object for a dictionary.
pub(crate) fn from_dict(dict: &ValueDict) -> Object {
    let members = dict.iter().filter_map(|(k, v)| Some((Key::new(from_key(k)).ok()?, from_value(v))));
    Object::dict(Dict::of(members))
}

/// The object for a key.
pub(crate) fn from_key(key: &ValueKey) -> Object {
    match key {
        ValueKey::Tuple(items) => Object::tuple(items.iter().map(from_key).collect()),
        other => from_value(&other.to_value()),
    }
}

/// The value for an object; what has no value (a function, a module) is an error.
pub(crate) fn to_value(object: &Object) -> Result<Value> {
    to_value_at(object, 0)
}

fn to_value_at(object: &Object, depth: usize) -> Result<Value> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    let all = |items: &[Object]| items.iter().map(|item| to_value_at(item, depth + 1)).collect::<Result<_>>();
    Ok(match object {
        Object::None => Value::Null,
        Object::Bool(b) => Value::Bool(*b),
        Object::Int(i) => Value::Int(*i),
        Object::Float(f) => Value::Float(*f),
        Object::Str(s) | Object::Markup(s) => Value::Str(s.to_string()),
        Object::Bytes(b) => Value::Bytes(b.to_vec()),
        Object::Tuple(items) => Value::List(all(items)?),
        Object::List(_) | Object::Set(_) | Object::View(..) | Object::Range(..) | Object::Generator(_) => {
            Value::List(all(&collect(object)?)?)
        }
        Object::Dict(d) => {
            let mut dict = ValueDict::new();
            for (key, value) in d.members() {
                let key = ValueKey::from_value(to_value_at(key.object(), depth + 1)?)
                    .ok_or_else(|| Raise::type_error("unhashable type: 'dict'"))?;
                dict.insert(key, to_value_at(&value, depth + 1)?);
            }
            Value::Dict(dict)
        }
        Object::Undefined(u) => return Err(u.raise()),
        Object::Native(n) => {
            return Err(Raise::type_error(format!("a {} cannot be passed on as data", n.type_name())));
        }
    })
}
