//! `config.merge`: all places that have a value, in one.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{defaults, search::master_options};

/// Returns a value merged from the minion's configuration, the master's and the pillar.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Merge {
    /// Name of the value.
    value: Text,
    /// What to return where there is no such value.
    #[serde(default = "empty")]
    default: Value,
    /// Leaves out the minion's configuration.
    #[serde(default)]
    omit_opts: bool,
    /// Leaves out the master's configuration.
    #[serde(default)]
    omit_master: bool,
    /// Leaves out the pillar.
    #[serde(default)]
    omit_pillar: bool,
}

fn empty() -> Value {
    "".into()
}

impl Function for Merge {
    const NAME: &'static str = "config.merge";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let key: &str = &self.value;
        let found = [
            (!self.omit_opts).then(|| act.minion.options().get(key).cloned()).flatten(),
            (!self.omit_master).then(|| master_options(act.minion.as_facts()).remove(key)).flatten(),
            (!self.omit_pillar).then(|| act.minion.pillar().get(key).cloned()).flatten(),
        ];
        let merged = merge(found.into_iter().flatten().filter(|value| !value.is_null()));
        Ok(merged.or_else(|| defaults::all().remove(key)).unwrap_or(self.default))
    }
}

/// The first is kept; dictionaries are filled up and lists lengthened by those that follow. Text ends the search.
fn merge(values: impl Iterator<Item = Value>) -> Option<Value> {
    let mut merged: Option<Value> = None;
    for value in values {
        merged = Some(match (merged, value) {
            (None, value @ Value::Str(_)) => return Some(value),
            (None, value) => value,
            (Some(Value::Dict(first)), Value::Dict(mut more)) => {
                more.extend(first);
                Value::Dict(more)
            }
            (Some(Value::List(mut first)), Value::List(more)) => {
                first.extend(more);
                Value::List(first)
            }
            (Some(first), _) => first,
        });
    }
    merged
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::merge;

    #[test]
    fn values_merge_by_their_type() {
        let check = |texts: &[&str], expected: &str| {
            let values = texts.iter().map(|text| Value::from_json(text).unwrap());
            assert_eq!(merge(values).unwrap_or_default().repr(), expected);
        };
        check(&[], "None");
        check(&["\"a\"", "\"b\""], "'a'");
        check(&["[1]", "[1, 2]"], "[1, 1, 2]");
        check(&[r#"{"a": 1}"#, r#"{"a": 2, "b": 3}"#], "{'a': 1, 'b': 3}");
        check(&["1", "[2]"], "1");
    }
}
