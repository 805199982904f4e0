//! A choice among values by target expressions: `match.ifelse`.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    fits,
    table::{compound, kind, merged},
};

/// Gives the value behind the first expression that fits this minion, or the last argument.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IfElse {
    /// Expression, value, expression, value and so on, and at last the value for when nothing fits.
    #[serde(default, rename = "*args")]
    args: Vec<Value>,
    /// How the expressions are read.
    #[serde(default = "compound")]
    tgt_type: String,
    /// Another id than this minion's.
    #[serde(default)]
    minion_id: Option<Text>,
    /// A dictionary to merge over what was found.
    #[serde(default)]
    merge: Value,
    /// Lengthens lists when merging.
    #[serde(default)]
    merge_lists: bool,
}

impl Function for IfElse {
    const NAME: &'static str = "match.ifelse";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let even = || ModuleError::failed("The ifelse function must have an odd number of arguments!");
        let (otherwise, pairs) =
            self.args.split_last().filter(|(_, pairs)| pairs.len() % 2 == 0).ok_or_else(even)?;
        if pairs.is_empty() {
            return Ok(otherwise.clone());
        }
        let kind = kind(&self.tgt_type)?;
        for (key, value) in latest(pairs) {
            let fitting = match key {
                Value::Bool(always) => *always,
                key => fits(act, kind, &key.to_string(), ":", self.minion_id.as_deref())?,
            };
            if fitting {
                return merged(value.clone(), self.merge, self.merge_lists);
            }
        }
        merged(otherwise.clone(), self.merge, self.merge_lists)
    }
}

/// The pairs of expression and value. Of equal expressions the last one's value counts, at the first one's place.
fn latest(pairs: &[Value]) -> Vec<(&Value, &Value)> {
    let mut all: Vec<(&Value, &Value)> = Vec::new();
    for (key, value) in pairs.chunks_exact(2).map(|pair| (&pair[0], &pair[1])) {
        match all.iter_mut().find(|(known, _)| *known == key) {
            Some(found) => found.1 = value,
            None => all.push((key, value)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::latest;

    #[test]
    fn of_equal_expressions_the_last_value_counts() {
        let words: Vec<Value> = ["a", "1", "b", "2", "a", "3"].into_iter().map(Value::from).collect();
        let kept: Vec<String> = latest(&words).iter().map(|(key, value)| format!("{key}{value}")).collect();
        assert_eq!(kept, ["a3", "b2"]);
    }
}
