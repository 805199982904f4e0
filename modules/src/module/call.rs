//! What a function is called with, and whether what it gave is a success.

use halite_common::{
    declare::Arguments,
    value::{Dict, Value},
};

/// The arguments that `- fun: [...]` of the new style stand for: dictionaries are named arguments.
pub(super) fn arguments(given: &Value) -> Arguments {
    let items = match given {
        Value::Null => &[],
        // Nothing to go through, as Python sees it.
        Value::Str(text) if text.is_empty() => &[],
        Value::List(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut arguments = Arguments::default();
    for item in items {
        match item {
            Value::Dict(dict) => arguments.named.extend(dict.clone()),
            other => arguments.positional.push(other.clone()),
        }
    }
    arguments
}

/// Tells whether a value means success: `False` does not, nor a dictionary that says so somewhere.
pub(super) fn succeeded(value: &Value) -> bool {
    match value {
        Value::Bool(done) => *done,
        Value::Dict(dict) => says_yes(dict),
        _ => true,
    }
}

fn says_yes(dict: &Dict) -> bool {
    dict.iter().all(|(key, value)| match (key.as_str(), value) {
        (Some("result"), Value::Bool(done)) => *done,
        (Some("retcode"), code) => *code == Value::Int(0),
        (_, Value::Dict(inner)) => says_yes(inner),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    #[test]
    fn values_mean_success_or_not() {
        let check = |json: &str, expected: bool| {
            assert_eq!(super::succeeded(&Value::from_json(json).unwrap()), expected, "{json}");
        };
        check("true", true);
        check("false", false);
        check("null", true);
        check("\"text\"", true);
        check(r#"{"result": false}"#, false);
        check(r#"{"result": null}"#, true);
        check(r#"{"retcode": 1}"#, false);
        check(r#"{"web1": {"retcode": 2}}"#, false);
        check(r#"{"retcode": 0, "other": false}"#, true);
    }
}
