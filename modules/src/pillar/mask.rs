//! Values hidden from a terminal: a job that asks for the pillar gets stars unless it says `unmask=True`.
//!
//! Templates, states and other functions always see the values.

use halite_common::value::Value;
use halite_states::declare::Facts;

const MASK: &str = "**********";

/// Hides the values if a job asked by itself and did not say `unmask`.
pub(super) fn unless_asked(facts: &dyn Facts, unmask: Option<bool>, value: Value) -> Value {
    if unmask.unwrap_or(!facts.direct()) { value } else { hidden(value) }
}

/// As [`unless_asked`], and shown too where `pillar_mask_output` is off.
pub(super) fn unless_configured(facts: &dyn Facts, unmask: Option<bool>, value: Value) -> Value {
    let shown = || facts.options().get("pillar_mask_output").and_then(Value::as_bool) == Some(false);
    unless_asked(facts, unmask.or_else(|| shown().then_some(true)), value)
}

fn hidden(value: Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Str(text) if text.is_empty() => Value::Str(text),
        Value::List(items) => items.into_iter().map(hidden).collect(),
        Value::Dict(dict) => Value::Dict(dict.into_iter().map(|(key, value)| (key, hidden(value))).collect()),
        _ => MASK.into(),
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    #[test]
    fn keys_stay_and_values_go() {
        let value = Value::from_json(r#"{"a": 1, "b": [true, "x", null, {"c": 1.5}]}"#).unwrap();
        let expected = "{'a': '**********', 'b': ['**********', '**********', None, {'c': '**********'}]}";
        assert_eq!(super::hidden(value).repr(), expected);
    }
}
