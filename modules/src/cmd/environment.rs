//! The `env` argument, and lists that may be written as `a,b`.

use halite_common::value::{Dict, Value};

/// Variables from a dict or a list of dicts; anything else counts as none, as in Salt.
pub(crate) fn variables(env: Option<&Value>) -> Vec<(String, String)> {
    match env {
        Some(Value::Dict(dict)) => pairs(dict).collect(),
        Some(Value::List(items)) => items.iter().filter_map(Value::as_dict).flat_map(pairs).collect(),
        _ => Vec::new(),
    }
}

fn pairs(dict: &Dict) -> impl Iterator<Item = (String, String)> + '_ {
    dict.iter().map(|(key, value)| {
        // A variable without a value is set empty.
        let value = if value.is_null() { String::new() } else { value.to_string() };
        (key.to_string(), value)
    })
}

/// The items of a list, or of text with commas.
pub(crate) fn items(value: Option<&Value>) -> Vec<String> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::List(items)) => items.iter().map(|item| item.to_string().trim().to_owned()).collect(),
        Some(one) => one.to_string().split(',').map(|item| item.trim().to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    use super::{items, variables};

    #[test]
    fn variables_come_from_dicts_and_lists_of_dicts() {
        let one = Value::Dict(Dict::from([("A", Value::from(1)), ("B", Value::Null)]));
        let expected = vec![("A".to_owned(), "1".to_owned()), ("B".to_owned(), String::new())];
        assert_eq!(variables(Some(&one)), expected);
        assert_eq!(variables(Some(&Value::List(vec![one]))), expected);
        assert_eq!(variables(Some(&Value::from("A=1"))), vec![]);
    }

    #[test]
    fn lists_may_be_written_with_commas() {
        assert_eq!(items(Some(&Value::from("1, 2"))), ["1", "2"]);
        assert_eq!(items(Some(&Value::from(3))), ["3"]);
        assert_eq!(items(None), Vec::<String>::new());
    }
}
