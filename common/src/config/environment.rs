//! Options from the environment: `HALITE_MINION__MASTER=10.0.0.1`, `HALITE_MASTER__FILE_ROOTS__BASE='[/srv/x]'`.

use super::{Origin, Role, options};
use crate::{
    failure::{Failure, Kind},
    value::{Dict, Key, Value},
    yaml,
};

/// The options that variables of this program's prefix set. Values are YAML; `__` steps into a dictionary.
pub(super) fn read(
    role: Role,
    variables: impl Iterator<Item = (String, String)>,
) -> Result<Vec<(Vec<String>, Value, Origin)>, Failure> {
    let prefix = format!("HALITE_{}__", role.name().to_uppercase());
    let mut found: Vec<(String, String)> = Vec::new();
    for (name, text) in variables {
        if name.starts_with(&prefix) {
            found.push((name, text));
        } else if let Some(option) = name.strip_prefix(&prefix[..prefix.len() - 1])
            && options::is_known(option.split("__").next().unwrap_or(option))
        {
            let message = format!("the environment variable `{name}` sets no option");
            return Err(Failure::new(Kind::Config, message).hint(format!("did you mean `{prefix}{option}`?")));
        }
    }
    found.sort();
    found
        .into_iter()
        .map(|(name, text)| {
            let path = name[prefix.len()..].to_lowercase().split("__").map(str::to_owned).collect();
            let loaded = yaml::load(&text)
                .map_err(|error| error.into_failure(Kind::Config, &format!("${name}"), &text))?;
            Ok((path, loaded.value, Origin::Environment(name)))
        })
        .collect()
}

/// Sets a value deep in a dictionary, making the folders on the way.
pub(super) fn set(dict: &mut Dict, path: &[String], value: Value) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        dict.insert(first.as_str(), value);
        return;
    }
    let inner = dict.entry_or_insert_with(Key::from(first.as_str()), || Value::Dict(Dict::new()));
    if !matches!(inner, Value::Dict(_)) {
        *inner = Value::Dict(Dict::new());
    }
    if let Value::Dict(inner) = inner {
        set(inner, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::config::Role;

    fn refused(name: &str) -> Option<String> {
        let variables = [(name.to_owned(), "x".to_owned())];
        read(Role::Minion, variables.into_iter()).err().and_then(|failure| failure.hint)
    }

    #[test]
    fn a_variable_with_one_underscore_too_few_is_no_silent_nothing() {
        assert_eq!(refused("HALITE_MINION__MASTER"), None);
        assert_eq!(refused("HALITE_MINION_MASTER").as_deref(), Some("did you mean `HALITE_MINION__MASTER`?"));
        assert_eq!(refused("HALITE_MINION_SHOE_SIZE"), None, "somebody else's variable");
        assert_eq!(refused("HALITE_MASTER_INTERFACE"), None, "the other program's");
    }
}
