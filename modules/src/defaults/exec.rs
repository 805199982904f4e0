//! The functions of `defaults`.

use std::path::Path;

use halite_common::{
    declare::Text,
    value::{Dict, Value},
    yaml,
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

fn yes() -> bool {
    true
}

/// Gives a default value of a formula, from its `defaults.yaml` or `defaults.json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Get {
    /// The formula, and the path of the value: `core:users:root`.
    key: Text,
    /// What to give where there is no such value.
    #[serde(default)]
    default: Value,
}

impl Function for Get {
    const NAME: &'static str = "defaults.get";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let (formula, path) = match self.key.split_once(':') {
            Some((formula, path)) => (formula, Some(path)),
            None => (self.key.0.as_str(), None),
        };
        let defaults = load(act, formula)?;
        let fallback = if self.default.is_null() { "".into() } else { self.default };
        Ok(match path {
            Some(path) => defaults.traverse(path, ":").cloned().unwrap_or(fallback),
            None => defaults,
        })
    }
}

fn load(act: &Act<'_>, formula: &str) -> Result<Value, ModuleError> {
    for name in ["defaults.yaml", "defaults.json"] {
        let url = format!("salt://{formula}/{name}");
        let Some(path) = act.minion.cache_file(&url, act.minion.saltenv())? else { continue };
        let bytes = act.host.read(Path::new(&path)).map_err(ModuleError::file("read", &path))?;
        let text = String::from_utf8_lossy(&bytes);
        let wrong = |error: String| ModuleError::failed(format!("could not read {url}: {error}"));
        return match name {
            "defaults.json" => Value::from_json(&text).map_err(|error| wrong(error.to_string())),
            _ => yaml::load(&text).map(|document| document.value).map_err(|error| wrong(error.to_string())),
        };
    }
    Ok(Value::Null)
}

/// Merges one dictionary over another.
///
/// The result is returned; the first argument itself is not changed, as values are handed over by copy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merge {
    /// What is merged over.
    dest: Value,
    /// What wins.
    src: Value,
    /// Joins lists instead of replacing them.
    #[serde(default)]
    merge_lists: bool,
    /// Taken for Salt's sake.
    #[serde(default = "yes")]
    in_place: bool,
    /// Takes `None` for an empty dictionary.
    #[serde(default = "yes")]
    convert_none: bool,
}

impl Function for Merge {
    const NAME: &'static str = "defaults.merge";
    type Output = Value;

    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        if self.dest.is_null() && self.convert_none && self.in_place {
            return Err(ModuleError::failed("Can't perform in-place merge into NoneType"));
        }
        let mut merged = dict(self.dest, self.convert_none)?;
        merged.update(dict(self.src, self.convert_none)?, self.merge_lists);
        Ok(merged.into())
    }
}

fn dict(value: Value, convert_none: bool) -> Result<Dict, ModuleError> {
    match value {
        Value::Dict(dict) => Ok(dict),
        Value::Null if convert_none => Ok(Dict::new()),
        other => {
            Err(ModuleError::failed(format!("Cannot update using non-dict types, got {}", other.type_name())))
        }
    }
}

/// Gives a copy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeepCopy {
    /// What to copy.
    source: Value,
}

impl Function for DeepCopy {
    const NAME: &'static str = "defaults.deepcopy";
    type Output = Value;

    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(self.source)
    }
}

/// Merges every member of a dictionary over the same defaults.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Update {
    /// The members.
    dest: Value,
    /// The defaults of each.
    defaults: Value,
    /// Joins lists instead of replacing them.
    #[serde(default = "yes")]
    merge_lists: bool,
    /// Taken for Salt's sake.
    #[serde(default = "yes")]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    in_place: bool,
    /// Takes `None` for an empty dictionary.
    #[serde(default = "yes")]
    convert_none: bool,
}

impl Function for Update {
    const NAME: &'static str = "defaults.update";
    type Output = Value;

    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        let mut nodes = dict(self.dest, self.convert_none)?;
        let defaults = dict(self.defaults, self.convert_none)?;
        for (_, node) in nodes.iter_mut() {
            let mut merged = defaults.clone();
            merged.update(dict(std::mem::take(node), self.convert_none)?, self.merge_lists);
            *node = merged.into();
        }
        Ok(nodes.into())
    }
}
