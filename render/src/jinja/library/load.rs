//! Text read as data: YAML and JSON, for statements and filters alike.

use halite_common::value::Value;
use halite_common::yaml;

use super::super::object::{Object, from_value};
use super::super::raise::{Raise, Result};
use super::super::run::Machine;

/// Why a text could not be read as YAML.
pub(crate) enum Wrong {
    /// It is no YAML.
    Yaml(yaml::YamlError),
    /// Anything else.
    Raise(Raise),
}

impl Wrong {
    /// The exception, without the place in the text.
    pub(crate) fn raise(self) -> Raise {
        match self {
            Wrong::Yaml(error) => unreadable(&error),
            Wrong::Raise(raise) => raise,
        }
    }
}

/// Reads YAML as Salt does.
pub(crate) fn yaml(machine: &Machine, text: &str) -> std::result::Result<Object, Wrong> {
    machine.burn(text.len() as u64 / 64).map_err(Wrong::Raise)?;
    let document = yaml::load(text).map_err(Wrong::Yaml)?;
    Ok(from_value(&decoded(document.value)))
}

/// In templates Salt makes text of `!!binary`, where it is some.
fn decoded(value: Value) -> Value {
    match value {
        Value::Bytes(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Value::Str(text),
            Err(error) => Value::Bytes(error.into_bytes()),
        },
        Value::List(items) => items.into_iter().map(decoded).collect(),
        Value::Dict(members) => {
            Value::Dict(members.into_iter().map(|(key, value)| (key, decoded(value))).collect())
        }
        other => other,
    }
}

/// What Salt says of a text that is no YAML.
pub(crate) fn unreadable(error: &yaml::YamlError) -> Raise {
    Raise::runtime(format!("Encountered error loading yaml: {}", error.python_text()))
}

/// Reads JSON.
pub(crate) fn json(text: &str) -> Result<Object> {
    match Value::from_json(text) {
        Ok(value) => Ok(from_value(&value)),
        Err(_) => Err(Raise::runtime(format!("Unable to load json from {text}"))),
    }
}
