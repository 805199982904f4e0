//! Sections of keys and values, as Python's `configparser` reads and writes them.

use halite_common::value::{Dict, Value};
use halite_states::declare::ModuleError;

/// The section whose keys all others have too.
const COMMON: &str = "DEFAULT";

/// Data as text. Keys become small letters; the section `DEFAULT` comes first.
pub(super) fn text(value: &Value) -> Result<String, ModuleError> {
    let wrong = |value: &Value| {
        ModuleError::failed(format!(
            "configparser can only serialize dictionaries, not {}",
            value.type_name()
        ))
    };
    let sections = value.as_dict().ok_or_else(|| wrong(value))?;
    let common = |name: &str| name == COMMON;
    let (first, rest): (Vec<_>, Vec<_>) = sections.iter().partition(|(name, _)| common(&name.to_string()));
    let mut text = String::new();
    for (name, keys) in first.into_iter().chain(rest) {
        text.push_str(&format!("[{name}]\n"));
        for (key, value) in keys.as_dict().ok_or_else(|| wrong(keys))? {
            let key = key.to_string().to_lowercase();
            match value {
                Value::Null => text.push_str(&format!("{key}\n")),
                value => text.push_str(&format!("{key} = {}\n", value.to_string().replace('\n', "\n\t"))),
            }
        }
        text.push('\n');
    }
    Ok(text)
}

/// Text as data.
pub(super) fn data(text: &str) -> Result<Value, ModuleError> {
    let mut sections: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = bare.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(name, _)| name)
        {
            sections.push((name.to_owned(), Vec::new()));
            continue;
        }
        let unreadable =
            || ModuleError::failed(format!("line {} is no section, key or value: {bare}", number + 1));
        let (_, keys) = sections.last_mut().ok_or_else(unreadable)?;
        match keys.last_mut().filter(|_| line.starts_with(char::is_whitespace)) {
            Some((_, value)) => {
                value.push('\n');
                value.push_str(bare);
            }
            None => {
                let (key, value) = bare.split_once(['=', ':']).ok_or_else(unreadable)?;
                keys.push((key.trim().to_lowercase(), value.trim().to_owned()));
            }
        }
    }
    let (common, own): (Vec<_>, Vec<_>) = sections.into_iter().partition(|(name, _)| name == COMMON);
    let common: Dict = common.into_iter().flat_map(|(_, keys)| keys).collect();
    Ok(Value::Dict(
        own.into_iter()
            .map(|(name, keys)| {
                let mut whole = common.clone();
                whole.extend(keys.into_iter().collect::<Dict>());
                (name, whole)
            })
            .collect(),
    ))
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{data, text};

    #[test]
    fn sections_there_and_back() {
        let value =
            Value::from_json(r#"{"Main": {"Key": 1, "on": true}, "b c": {"x": "two\nlines"}}"#).unwrap();
        let written = text(&value).unwrap();
        assert_eq!(written, "[Main]\nkey = 1\non = True\n\n[b c]\nx = two\n\tlines\n\n");
        let back = Value::from_json(r#"{"Main": {"key": "1", "on": "True"}, "b c": {"x": "two\nlines"}}"#);
        assert_eq!(data(&written).unwrap(), back.unwrap());
        assert!(data("key = 1").is_err());
        assert!(text(&Value::from_json("[1]").unwrap()).is_err());
    }

    #[test]
    fn common_keys_are_in_every_section() {
        let read = data("# c\n[DEFAULT]\na: 1\n[x]\nb = 2\n").unwrap();
        assert_eq!(read, Value::from_json(r#"{"x": {"a": "1", "b": "2"}}"#).unwrap());
    }
}
