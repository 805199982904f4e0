//! What changed between two lists of packages.

use halite_common::value::{Dict, Value};

use super::provider::Versions;

/// Each package that differs, with its old and new versions.
pub(super) fn between(old: &Versions, new: &Versions) -> Dict {
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let differing = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
    differing.map(|name| (name.clone(), change(&joined(old, name), &joined(new, name)))).collect()
}

/// One change.
pub(super) fn change(old: &str, new: &str) -> Value {
    Value::Dict(Dict::from([("old", old), ("new", new)]))
}

/// The versions of a package as one text; empty if it is not there.
pub(super) fn joined(versions: &Versions, name: &str) -> String {
    versions.get(name).map(|versions| versions.join(",")).unwrap_or_default()
}

/// A list of packages as functions return it.
pub(super) fn as_dict(versions: &Versions, as_lists: bool) -> Dict {
    let members = versions.iter().map(|(name, list)| {
        let value = if as_lists { Value::from(list.clone()) } else { Value::from(list.join(",")) };
        (name.clone(), value)
    });
    members.collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Dict;

    use super::{between, change};
    use crate::pkg::provider::Versions;

    #[test]
    fn packages_come_go_and_change() {
        let list = |items: &[(&str, &str)]| -> Versions {
            items.iter().map(|(name, version)| ((*name).to_owned(), vec![(*version).to_owned()])).collect()
        };
        let old = list(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let new = list(&[("b", "2"), ("c", "1"), ("d", "1")]);
        let expected = Dict::from([("a", change("1", "")), ("b", change("1", "2")), ("d", change("", "1"))]);
        assert_eq!(between(&old, &new), expected);
    }
}
