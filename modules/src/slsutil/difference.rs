//! How two dictionaries differ, as Salt's `recursive_diff` tells it.

use halite_common::value::{Dict, Value};

/// What is new or other in `new`: old and new value by key, dictionaries entered. What is gone is not told.
pub(crate) fn differences(old: &Dict, new: &Dict) -> Dict {
    let mut told = Dict::new();
    for (key, value) in new {
        let before = old.get_key(key);
        match (before, value) {
            (Some(before), value) if before == value => {}
            (Some(Value::Dict(before)), Value::Dict(value)) => {
                told.insert(key.clone(), differences(before, value));
            }
            (before, value) => {
                let before = before.cloned().unwrap_or_else(|| "<_null_>".into());
                told.insert(key.clone(), Dict::from([("new", value.clone()), ("old", before)]));
            }
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::differences;

    #[test]
    fn only_what_differs() {
        let dict = |text: &str| Value::from_json(text).unwrap().into_dict().unwrap();
        let told = differences(
            &dict(r#"{"a": {"x": 1, "y": 2}, "b": 3, "gone": 1}"#),
            &dict(r#"{"a": {"x": 1, "y": 5}, "b": 3, "c": 4}"#),
        );
        let expected = r#"{"a": {"y": {"new": 5, "old": 2}}, "c": {"new": 4, "old": "<_null_>"}}"#;
        assert_eq!(told, dict(expected));
    }
}
