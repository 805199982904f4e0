//! Options from the environment: `HALITE_MINION__MASTER=10.0.0.1`, `HALITE_MASTER__FILE_ROOTS__BASE='[/srv/x]'`.

use super::{Origin, Role};
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
    let mut found: Vec<(String, String)> = variables.filter(|(name, _)| name.starts_with(&prefix)).collect();
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
