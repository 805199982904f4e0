//! The arguments that all functions of `state` share.

use halite_common::{
    declare::Text,
    value::{Dict, Value, from_value},
};
use halite_states::declare::ModuleError;
use schemars::JsonSchema;
use serde::Deserialize;

/// What may stand among the named arguments of every function; others are not looked at, as in Salt.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub(super) struct Settings {
    /// Announces what would change, and changes nothing.
    #[serde(default)]
    pub(super) test: Value,
    /// Waits while another state run lasts; `False` fails instead.
    #[serde(default)]
    pub(super) queue: Value,
    /// Runs beside another state run.
    #[serde(default)]
    pub(super) concurrent: bool,
    /// Values that go over the pillar for this run.
    #[serde(default)]
    pub(super) pillar: Value,
    /// The renderer that `pillar` is to be decrypted by.
    #[serde(default)]
    pub(super) pillar_enc: Option<String>,
    /// The environment to compile the pillar from.
    #[serde(default)]
    pub(super) pillarenv: Option<Text>,
    /// The environment to take the states from.
    #[serde(default)]
    pub(super) saltenv: Option<Text>,
    /// SLS names or ids to leave out.
    #[serde(default)]
    pub(super) exclude: Value,
    /// Of the top's SLS files, only these.
    #[serde(default)]
    pub(super) whitelist: Value,
    /// Fires an event for each state.
    #[serde(default)]
    pub(super) state_events: Option<bool>,
    /// Calls no state, and tells the order all the same.
    #[serde(default)]
    pub(super) mock: bool,
    /// Runs although the pillar has errors.
    #[serde(default)]
    pub(super) force: bool,
    /// Returns only what failed or changed.
    #[serde(default)]
    pub(super) terse: bool,
}

impl Settings {
    /// Picks them from a function's named arguments.
    pub(super) fn of(arguments: &Dict) -> Result<Settings, ModuleError> {
        from_value(Value::Dict(arguments.clone())).map_err(|error| ModuleError::Usage(error.to_string()))
    }

    /// The values that go over the pillar.
    pub(super) fn overrides(&self) -> Result<Dict, ModuleError> {
        if self.pillar_enc.is_some() {
            let message = "pillar values cannot be decrypted on the minion: leave out `pillar_enc`";
            return Err(ModuleError::Usage(message.into()));
        }
        match &self.pillar {
            Value::Null => Ok(Dict::new()),
            Value::Dict(dict) => Ok(dict.clone()),
            _ => Err(ModuleError::Usage(
                "Pillar data must be formatted as a dictionary, unless pillar_enc is specified.".into(),
            )),
        }
    }

    /// Whether to wait for another state run.
    pub(super) fn queues(&self) -> bool {
        self.queue != Value::Bool(false)
    }
}

/// A list, or text with commas, as a list.
pub(super) fn split(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::List(items) => items.clone(),
        Value::Str(text) => {
            text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(Value::from).collect()
        }
        one => vec![one.clone()],
    }
}

/// A list, or text with commas, as a list of texts.
pub(super) fn names(value: &Value) -> Vec<String> {
    split(value).iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    #[test]
    fn names_are_split_at_commas() {
        let check = |value: Value, expected: &[&str]| assert_eq!(super::names(&value), expected);
        check("a, b.c,".into(), &["a", "b.c"]);
        check(vec!["a,b", "c"].into(), &["a,b", "c"]);
        check(80.into(), &["80"]);
        check(Value::Null, &[]);
    }
}
