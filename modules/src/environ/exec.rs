//! The functions of `environ`.

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Gives the value of a variable.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Get {
    /// The variable.
    key: Text,
    /// What to give where it is not set.
    #[serde(default = "empty")]
    default: Value,
}

fn empty() -> Value {
    "".into()
}

impl Function for Get {
    const NAME: &'static str = "environ.get";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(act.host.env(&self.key).map_or(self.default, Value::from))
    }
}

/// Tells whether a variable is set, or has this value.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HasValue {
    /// The variable.
    key: Text,
    /// The value.
    #[serde(default)]
    value: Option<Text>,
}

impl Function for HasValue {
    const NAME: &'static str = "environ.has_value";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let is = |set: String| self.value.as_ref().is_none_or(|value| value.0 == set);
        Ok(act.host.env(&self.key).is_some_and(is))
    }
}

/// Gives the values of variables.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    /// The variable, or a list of variables.
    keys: OneOrMany<Text>,
    /// What to give for those that are not set.
    #[serde(default = "empty")]
    default: Value,
}

impl Function for Item {
    const NAME: &'static str = "environ.item";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let value = |key: &str| act.host.env(key).map_or_else(|| self.default.clone(), Value::from);
        Ok(self.keys.0.iter().map(|key| (key.0.clone(), value(key))).collect())
    }
}

/// Gives all variables and their values.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Items {}

impl Function for Items {
    const NAME: &'static str = "environ.items";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(act.host.env_all().into_iter().collect())
    }
}

/// Sets a variable for the commands that run from now on, and gives its value.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetVal {
    /// The variable.
    key: Text,
    /// The value; `False` empties it.
    val: Value,
    /// Lets `False` remove the variable.
    #[serde(default)]
    false_unsets: bool,
}

impl Function for SetVal {
    const NAME: &'static str = "environ.setval";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(set(act, &self.key, &self.val, self.false_unsets))
    }
}

/// Sets one variable; gives its value, nothing if it was removed, false if the value is none.
pub(super) fn set(act: &Act<'_>, key: &str, value: &Value, false_unsets: bool) -> Value {
    let value = match value {
        Value::Bool(false) if false_unsets => {
            act.host.set_env(key, None);
            return Value::Null;
        }
        Value::Bool(false) => String::new(),
        Value::Str(value) => value.clone(),
        _ => return false.into(),
    };
    act.host.set_env(key, Some(&value));
    value.into()
}

/// Sets several variables, and gives what was set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetEnv {
    /// The variables and their values.
    environ: Value,
    /// Lets `False` remove a variable.
    #[serde(default)]
    false_unsets: bool,
    /// Removes all others.
    #[serde(default)]
    clear_all: bool,
    /// Tells the other processes of the minion; here is only one.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    update_minion: bool,
}

impl Function for SetEnv {
    const NAME: &'static str = "environ.setenv";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let Value::Dict(environ) = &self.environ else { return Ok(false.into()) };
        Ok(set_all(act, environ, self.false_unsets, self.clear_all).map_or(false.into(), Value::Dict))
    }
}

/// Sets variables; nothing if a value is none.
pub(super) fn set_all(act: &Act<'_>, environ: &Dict, false_unsets: bool, clear: bool) -> Option<Dict> {
    let mut done = Dict::new();
    if clear {
        for (key, _) in act.host.env_all() {
            if !environ.contains(&key) {
                let value = set(act, &key, &false.into(), false_unsets);
                done.insert(key, value);
            }
        }
    }
    for (key, value) in environ {
        if !matches!(value, Value::Str(_) | Value::Bool(false)) {
            return None;
        }
        let set = set(act, &key.to_string(), value, false_unsets);
        done.insert(key.clone(), set);
    }
    Some(done)
}
