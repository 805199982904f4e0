//! Text read as data: YAML and JSON, for statements and filters alike.

use halite_common::value::Value;
use halite_common::yaml;

use super::super::object::{Object, from_value};
use super::super::raise::{Raise, Result};
use super::super::run::Machine;

/// Reads YAML as Salt does.
pub(crate) fn yaml(machine: &Machine, text: &str) -> Result<Object> {
    machine.burn(text.len() as u64 / 64)?;
    match yaml::load(text) {
        Ok(document) => Ok(from_value(&document.value)),
        Err(error) => Err(Raise::runtime(format!("Encountered error loading yaml: {}", error.python_text()))),
    }
}

/// Reads JSON.
pub(crate) fn json(text: &str) -> Result<Object> {
    match Value::from_json(text) {
        Ok(value) => Ok(from_value(&value)),
        Err(_) => Err(Raise::runtime(format!("Unable to load json from {text}"))),
    }
}
