//! Several states of packages as one transaction (`aggregate: True`). Pure.

use halite_common::value::{Dict, Value};
use halite_states::declare::Chunk;
use indexmap::IndexMap;

/// What each package is wanted at: a version, a place, or whatever there is.
type Merged = IndexMap<String, Value>;

/// Takes the packages of like states into this one.
///
/// States that hold packages are left apart, since a hold would then count for all; so are states that disagree on
/// a version.
pub(super) fn merge(fun: &str, own: &Dict, others: &[&Chunk]) -> Option<Dict> {
    if own.contains("hold") {
        return None;
    }
    let member = if own.contains("sources") { "sources" } else { "pkgs" };
    let mut merged = packages(own, member)?;
    let before = merged.len();
    for chunk in others.iter().filter(|chunk| chunk.state == "pkg" && chunk.fun == fun) {
        let theirs = &chunk.arguments;
        let like = theirs.get("fromrepo") == own.get("fromrepo")
            && !theirs.contains("hold")
            && theirs.contains("sources") == own.contains("sources");
        let packages = like.then(|| named(theirs, &chunk.name)).and_then(|theirs| packages(&theirs, member));
        let agrees = |(name, value): (&String, &Value)| {
            merged.get(name).is_none_or(|known| known == value || known.is_null() || value.is_null())
        };
        let Some(packages) = packages.filter(|packages| packages.iter().all(agrees)) else { continue };
        for (name, value) in packages {
            let known = merged.entry(name).or_default();
            if known.is_null() {
                *known = value;
            }
        }
    }
    if merged.len() == before {
        return None;
    }
    let mut all = own.clone();
    all.remove("version");
    all.insert(member, list(merged));
    Some(all)
}

/// The arguments with the chunk's name among them.
fn named(arguments: &Dict, name: &str) -> Dict {
    let mut arguments = arguments.clone();
    arguments.entry_or_insert_with("name".into(), || name.into());
    arguments
}

fn packages(arguments: &Dict, member: &str) -> Option<Merged> {
    if let Some(items) = arguments.get(member) {
        return items.as_list()?.iter().map(item).collect();
    }
    let name = arguments.get("name")?.to_string();
    Some(Merged::from([(name, arguments.get("version").cloned().unwrap_or_default())]))
}

fn item(item: &Value) -> Option<(String, Value)> {
    match item {
        Value::Dict(dict) => dict.at(0).map(|(name, value)| (name.to_string(), value.clone())),
        Value::List(_) | Value::Null | Value::Bytes(_) => None,
        scalar => Some((scalar.to_string(), Value::Null)),
    }
}

fn list(merged: Merged) -> Value {
    let items = merged.into_iter().map(|(name, value)| match value {
        Value::Null => Value::from(name),
        value => Value::Dict(Dict::from([(name, value)])),
    });
    items.collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};
    use halite_states::declare::Chunk;

    use super::merge;

    fn chunk(fun: &str, name: &str, arguments: Dict) -> Chunk {
        Chunk { state: "pkg".into(), fun: fun.into(), name: name.into(), arguments, ..Chunk::default() }
    }

    #[test]
    fn like_states_become_one() {
        let own = Dict::from([("name", Value::from("vim")), ("version", "9.*".into())]);
        let others = [
            chunk("installed", "x", Dict::from([("pkgs", Value::from(vec!["git", "vim"]))])),
            chunk("installed", "curl", Dict::new()),
            chunk("removed", "nano", Dict::new()),
            chunk("installed", "held", Dict::from([("hold", true)])),
            chunk("installed", "other", Dict::from([("fromrepo", "sid")])),
            chunk("installed", "vim", Dict::from([("version", "8.0")])),
        ];
        let merged = merge("installed", &own, &others.iter().collect::<Vec<_>>()).unwrap();
        let pkgs = "[{'vim': '9.*'}, 'git', 'curl']";
        assert_eq!(merged.get("pkgs").map(ToString::to_string).as_deref(), Some(pkgs));
        assert!(!merged.contains("version"));
    }

    #[test]
    fn a_state_alone_stays_as_it_is() {
        let own = Dict::from([("name", "vim")]);
        assert_eq!(merge("installed", &own, &[]), None);
        assert_eq!(
            merge("installed", &Dict::from([("name", Value::from("a")), ("hold", true.into())]), &[]),
            None
        );
    }
}
