//! What a declaration says of an argument, beyond what its function refuses.
//!
//! Many arguments take anything, as Salt's do: whatever is not empty counts as true there. The declaration still says what
//! is meant.

use halite_common::{declare::schema_body, value::Value};
use serde_json::Value as Node;

use super::Severity;

/// What the declaration wants of an argument, where the value given is something else: an error where the state fails by
/// it, a warning where it only does what nobody meant.
pub(super) fn missed(schema: &Node, argument: &str, value: &Value) -> Option<(Severity, &'static str)> {
    let node = schema_body(schema).get("properties")?.get(argument)?;
    if node.get("format").and_then(Node::as_str) == Some("absolute-path") {
        let absolute = value.as_str()?.starts_with(['/', '~']);
        return (!absolute).then_some((Severity::Error, "must be an absolute path"));
    }
    if fits(node, value) {
        return None;
    }
    let reason = types(node).into_iter().find_map(|wanted| match wanted {
        "boolean" => Some("should be True or False"),
        "array" => Some("should be a list"),
        "object" => Some("should be a dictionary"),
        _ => None,
    });
    reason.map(|reason| (Severity::Warning, reason))
}

fn fits(node: &Node, value: &Value) -> bool {
    let types = types(node);
    types.is_empty() || types.into_iter().any(|wanted| is(wanted, value))
}

/// The types that a value may have; none where any will do.
fn types(node: &Node) -> Vec<&str> {
    if let Some(choices) = node.get("anyOf").and_then(Node::as_array) {
        let of_choices: Vec<Vec<&str>> = choices.iter().map(types).collect();
        let anything = of_choices.iter().any(Vec::is_empty);
        return if anything { Vec::new() } else { of_choices.concat() };
    }
    let one = node.get("type").and_then(Node::as_str);
    let many = node.get("type").and_then(Node::as_array).into_iter().flatten();
    one.into_iter().chain(many.filter_map(Node::as_str)).collect()
}

fn is(wanted: &str, value: &Value) -> bool {
    match (wanted, value) {
        // Nothing stands for the default everywhere.
        (_, Value::Null) => true,
        ("boolean", Value::Int(number)) => matches!(number, 0 | 1),
        ("boolean", value) => matches!(value, Value::Bool(_)),
        ("array", value) => matches!(value, Value::List(_)),
        // Salt takes a list of dictionaries for one.
        ("object", value) => matches!(value, Value::Dict(_) | Value::List(_)),
        ("null", _) => false,
        // Text and numbers are held against their types when they are bound.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};
    use serde_json::json;

    use super::missed;

    #[test]
    fn what_is_taken_all_the_same_is_told() {
        let schema = json!({"properties": {
            "enable": {"type": ["boolean", "null"]},
            "pkgs": {"anyOf": [{"type": "array"}, {"type": "null"}]},
            "env": {"type": "object"},
            "name": {"type": "string", "format": "absolute-path"},
            "context": true,
        }});
        let check = |argument: &str, value: Value, expected: Option<&str>| {
            assert_eq!(
                missed(&schema, argument, &value).map(|(_, reason)| reason),
                expected,
                "{argument} {}",
                value.repr()
            );
        };
        check("enable", true.into(), None);
        check("enable", 1.into(), None);
        check("enable", Value::Null, None);
        check("enable", "yess".into(), Some("should be True or False"));
        check("enable", 5.into(), Some("should be True or False"));
        check("pkgs", vec!["vim"].into(), None);
        check("pkgs", 5.into(), Some("should be a list"));
        check("env", Dict::from([("A", 1)]).into(), None);
        check("env", vec!["A"].into(), None);
        check("env", "A=1".into(), Some("should be a dictionary"));
        check("name", "/etc/motd".into(), None);
        check("name", "~/motd".into(), None);
        check("name", "etc/motd".into(), Some("must be an absolute path"));
        check("context", 5.into(), None);
        check("elsewhere", 5.into(), None);
    }
}
