//! `pillar.get`, the most used function of all.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{compile, mask};

/// Returns a value of the pillar.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Get {
    /// Name of the value; `a:b` leads into nested data.
    key: Text,
    /// What to return where there is no such value; without it, the empty text, or an error if `pillar_raise_on_missing` is set.
    #[serde(default = "not_set")]
    default: Value,
    /// Merges the value over a default that is a dictionary or a list.
    #[serde(default)]
    merge: bool,
    /// Lengthens lists when merging; the configuration's `pillar_merge_lists` if left out.
    #[serde(default)]
    merge_nested_lists: Option<bool>,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
    /// Compiles the pillar anew from this environment.
    #[serde(default)]
    pillarenv: Option<String>,
    /// Compiles the pillar anew, from this environment if `pillarenv_from_saltenv` is set.
    #[serde(default)]
    saltenv: Option<String>,
    /// Shows the value to the operator.
    #[serde(default)]
    unmask: Option<bool>,
}

/// The same as `pillar.get`, for templates that cannot say `get`.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Fetch(Get);

const NOT_SET: &str = "__unset__";

fn not_set() -> Value {
    NOT_SET.into()
}

pub(super) fn colon() -> String {
    ":".into()
}

impl Function for Get {
    const NAME: &'static str = "pillar.get";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let facts = act.minion.as_facts();
        let pillar = compile::chosen(act, self.saltenv.as_deref(), self.pillarenv.as_deref())?;
        let found = pillar.traverse(&self.key, &self.delimiter).cloned();
        let option = |name: &str| facts.options().get(name).is_some_and(Value::is_truthy);
        let default = match self.default {
            unset if unset == not_set() => None,
            given => Some(given),
        };
        if found.is_none() && default.is_none() && option("pillar_raise_on_missing") {
            return Err(ModuleError::Failed(format!("Pillar key not found: {}", self.key)));
        }
        let default = default.unwrap_or_else(|| "".into());
        let value = if self.merge {
            merged(default, found, self.merge_nested_lists.unwrap_or_else(|| option("pillar_merge_lists")))
        } else {
            found.unwrap_or(default)
        };
        Ok(mask::unless_asked(facts, self.unmask, value))
    }
}

impl Function for Fetch {
    const NAME: &'static str = "pillar.fetch";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        self.0.call(act)
    }
}

/// Where the two are not of one type, the pillar's is taken as it is.
fn merged(default: Value, found: Option<Value>, merge_lists: bool) -> Value {
    match (default, found) {
        (Value::Dict(mut default), Some(Value::Dict(found))) => {
            default.update(found, merge_lists);
            Value::Dict(default)
        }
        (Value::List(mut default), Some(Value::List(found))) => {
            let new: Vec<Value> = found.into_iter().filter(|item| !default.contains(item)).collect();
            default.extend(new);
            Value::List(default)
        }
        (default, found) => found.unwrap_or(default),
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::merged;

    #[test]
    fn the_pillar_goes_over_the_default() {
        let check = |default: &str, found: &str, lists: bool, expected: &str| {
            let found = (!found.is_empty()).then(|| Value::from_json(found).unwrap());
            assert_eq!(merged(Value::from_json(default).unwrap(), found, lists).repr(), expected);
        };
        check(r#"{"a": {"x": 1}}"#, r#"{"a": {"y": 2}}"#, false, "{'a': {'x': 1, 'y': 2}}");
        check(r#"{"a": [1]}"#, r#"{"a": [1, 2]}"#, true, "{'a': [1, 2]}");
        check("[1, 2]", "[2, 3]", false, "[1, 2, 3]");
        check(r#"{"a": 1}"#, "[2]", false, "[2]");
        check(r#"{"a": 1}"#, "", false, "{'a': 1}");
    }
}
