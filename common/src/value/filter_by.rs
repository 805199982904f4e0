//! Tables whose keys are patterns, as `filter_by` looks things up in them.

use thiserror::Error;

use super::{Dict, Value};
use crate::glob;

/// A table, or what it is merged with, that cannot be merged. The texts are Salt's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FilterError {
    /// Something found is no dictionary, and there is one to merge.
    #[error("Cannot update using non-dict types in dictupdate.update()")]
    Found,
    /// `merge` is no dictionary.
    #[error("filter_by merge argument must be a dictionary.")]
    Merge,
    /// `base` names a dictionary, and something else was found.
    #[error("filter_by default and look-up values must both be dictionaries.")]
    Base,
}

/// What stands in the table for a value, or for the first item of a list that fits; then `base` below and `merge` above it.
pub fn filter_by(
    table: &Dict,
    value: Option<&Value>,
    merge: Value,
    default: &str,
    base: Option<&str>,
) -> Result<Value, FilterError> {
    let items: &[Value] = match value {
        None => &[],
        Some(Value::List(items)) => items,
        Some(one) => std::slice::from_ref(one),
    };
    let fits = |item: &Value| {
        let text = item.to_string();
        let entry = table.iter().find(|(key, _)| glob::matches(&key.to_string(), &text));
        entry.map(|(_, found)| found).filter(|found| !found.is_null())
    };
    let found = items.iter().find_map(fits).or_else(|| table.get(default)).cloned().unwrap_or_default();
    let found = match base.and_then(|base| table.get(base)) {
        Some(base) => over(base.clone(), found)?,
        None => found,
    };
    match (found, merge) {
        (found, merge) if !merge.is_truthy() => Ok(found),
        (Value::Null, merge @ Value::Dict(_)) => Ok(merge),
        (Value::Dict(mut found), Value::Dict(merge)) => {
            found.update(merge, false);
            Ok(found.into())
        }
        (_, Value::Dict(_)) => Err(FilterError::Found),
        _ => Err(FilterError::Merge),
    }
}

fn over(base: Value, found: Value) -> Result<Value, FilterError> {
    match (base, found) {
        (base, Value::Null) => Ok(base),
        (Value::Dict(mut base), Value::Dict(found)) => {
            base.update(found, false);
            Ok(base.into())
        }
        (Value::Dict(_), _) => Err(FilterError::Base),
        (_, found) => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Value, filter_by};

    fn check(table: &str, value: &str, merge: &str, default: &str, base: Option<&str>, expected: &str) {
        let read = |text: &str| Value::from_json(text).unwrap();
        let value = (!value.is_empty()).then(|| read(value));
        let table = read(table).into_dict().unwrap();
        let found = filter_by(&table, value.as_ref(), read(merge), default, base);
        let shown = found.map_or_else(|error| error.to_string(), |found| found.repr());
        assert_eq!(shown, expected);
    }

    #[test]
    fn tables_are_looked_up_as_in_salt() {
        let family = r#"{"Debian": "Debheads rule", "RedHat": "I love my hat"}"#;
        check(family, "\"Debian\"", "null", "default", None, "'Debheads rule'");
        check(family, "\"Suse\"", "null", "default", None, "None");
        check(family, "[\"Suse\", \"RedHat\"]", "null", "default", None, "'I love my hat'");
        check(r#"{"salt*": 1, "default": 2}"#, "\"salt-master\"", "null", "default", None, "1");
        let nested = r#"{"A": "B", "C": {"D": {"E": "F", "G": "H"}}}"#;
        let merged = "{'D': {'E': 'I', 'G': 'H'}, 'J': 'K'}";
        check(nested, "", r#"{"D": {"E": "I"}, "J": "K"}"#, "C", None, merged);
        let based = r#"{"default": {"A": {"B": "C"}, "D": "E"}, "F": {"A": {"B": "G"}}, "H": {"D": "I"}}"#;
        check(based, "", r#"{"D": "J"}"#, "F", Some("default"), "{'A': {'B': 'G'}, 'D': 'J'}");
        check(based, "", r#"{"D": "J"}"#, "H", Some("default"), "{'A': {'B': 'C'}, 'D': 'J'}");
        check(nested, "", "[1]", "C", None, "filter_by merge argument must be a dictionary.");
    }
}
