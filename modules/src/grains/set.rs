//! What `grains.set` decides: whether a grain may be set, and what its top-level grain becomes.

use halite_common::value::{Dict, Value};

/// What is to be done.
#[derive(Debug, PartialEq)]
pub(super) enum Decision {
    /// The grain has that value.
    InPlace,
    /// This top-level grain is to be set.
    Set(String, Value),
    /// It must not be; says why.
    Refused(String),
}

/// How far setting may go.
#[derive(Clone, Copy, Default)]
pub(super) struct Leave {
    /// Overwrites lists, dictionaries and what stands in the way.
    pub(super) force: bool,
    /// A null removes the grain.
    pub(super) destructive: bool,
}

/// Decides what setting a grain comes to.
pub(super) fn decide(grains: &Dict, key: &str, value: &Value, leave: Leave, delimiter: &str) -> Decision {
    let existing = grains.traverse(key, delimiter);
    if existing == Some(value) && !(value.is_null() && leave.destructive) {
        return Decision::InPlace;
    }
    if !leave.force {
        match existing {
            Some(Value::Dict(_) | Value::List(_)) => {
                return Decision::Refused(format!(
                    "The key '{key}' exists but is a dict or a list. Use 'force=True' to overwrite."
                ));
            }
            Some(found) if !found.is_null() && matches!(value, Value::Dict(_) | Value::List(_)) => {
                return Decision::Refused(format!(
                    "The key '{key}' exists and the given value is a dict or a list. Use 'force=True' to overwrite."
                ));
            }
            _ => {}
        }
    }
    climb(grains, key, value.clone(), leave, delimiter)
}

/// Sets the value in its parent, that one in its own, up to the top.
fn climb(grains: &Dict, key: &str, value: Value, leave: Leave, delimiter: &str) -> Decision {
    let (mut key, mut value) = (key, value);
    while let Some((parent, name)) = key.rsplit_once(delimiter).filter(|_| !delimiter.is_empty()) {
        let holder = grains.traverse(parent, delimiter).cloned().unwrap_or_else(|| Dict::new().into());
        value = match holder {
            Value::Dict(mut dict) => {
                if value.is_null() && leave.destructive {
                    dict.remove(name);
                } else {
                    dict.insert(name, value);
                }
                dict.into()
            }
            Value::List(items) => in_list(items, name, value),
            other if other == Value::from(name) || leave.force => Dict::from([(name, value)]).into(),
            other => {
                return Decision::Refused(format!(
                    "The key '{parent}' value is '{other}', which is different from the provided key '{name}'. Use 'force=True' to overwrite."
                ));
            }
        };
        key = parent;
    }
    Decision::Set(key.to_owned(), value)
}

/// In a list, the bare name or the dictionary that has it takes the value; else a new dictionary does.
fn in_list(mut items: Vec<Value>, name: &str, value: Value) -> Value {
    let mut found = false;
    for item in &mut items {
        if *item == Value::from(name) {
            *item = Dict::from([(name, value.clone())]).into();
            found = true;
        } else if let Some(dict) = item.as_dict_mut().filter(|dict| dict.contains(name)) {
            dict.insert(name, value.clone());
            found = true;
        }
    }
    if !found {
        items.push(Dict::from([(name, value)]).into());
    }
    items.into()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{Decision, Leave, decide};

    fn check(grains: &str, key: &str, value: &str, leave: Leave, expected: &str) {
        let read = |text: &str| Value::from_json(text).unwrap();
        let decision = decide(&read(grains).into_dict().unwrap(), key, &read(value), leave, ":");
        let shown = match decision {
            Decision::InPlace => "in place".into(),
            Decision::Set(key, value) => format!("{key} = {}", value.repr()),
            Decision::Refused(why) => why,
        };
        assert!(shown.starts_with(expected), "{shown}");
    }

    #[test]
    fn grains_are_set_as_in_salt() {
        let plain = Leave::default();
        let force = Leave { force: true, ..plain };
        let destructive = Leave { destructive: true, ..plain };
        check("{}", "a", "1", plain, "a = 1");
        check(r#"{"a": 1}"#, "a", "1", plain, "in place");
        check(r#"{"a": 1}"#, "a", "2", plain, "a = 2");
        check(r#"{"a": {"b": 1}}"#, "a", "2", plain, "The key 'a' exists but is a dict or a list.");
        check(r#"{"a": {"b": 1}}"#, "a", "2", force, "a = 2");
        check(
            r#"{"a": 1}"#,
            "a",
            "[2]",
            plain,
            "The key 'a' exists and the given value is a dict or a list.",
        );
        check(r#"{"a": null}"#, "a", "[2]", plain, "a = [2]");
        check("{}", "a:b:c", "1", plain, "a = {'b': {'c': 1}}");
        check(r#"{"a": {"x": 1}}"#, "a:b", "2", plain, "a = {'x': 1, 'b': 2}");
        check(r#"{"a": ["b", {"c": 1}]}"#, "a:b", "2", plain, "a = [{'b': 2}, {'c': 1}]");
        check(r#"{"a": ["x"]}"#, "a:b", "2", plain, "a = ['x', {'b': 2}]");
        check(r#"{"a": "b"}"#, "a:b", "2", plain, "a = {'b': 2}");
        check(r#"{"a": "x"}"#, "a:b", "2", plain, "The key 'a' value is 'x', which is different");
        check(r#"{"a": {"b": 1, "c": 2}}"#, "a:b", "null", destructive, "a = {'c': 2}");
        check(r#"{"a": null}"#, "a", "null", destructive, "a = None");
    }
}
