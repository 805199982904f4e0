//! Reads the description of hosts: the configuration of their tree, their grains, and what they answer.

use std::{fs, path::Path};

use halite_common::{
    config::{Config, Role},
    failure::{Failure, Kind},
    value::{Dict, Value},
    yaml,
};

use crate::args::TreeArgs;

/// The configuration of a minion whose files and pillar are this machine's.
pub(super) fn config(args: &TreeArgs) -> Result<Config, Failure> {
    // A tree may have no pillar, but not no states.
    if let Some(missing) = args.file_root.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(Failure::new(Kind::Usage, format!("there is no folder {}", missing.display())));
    }
    Config::of_file(Role::Minion, args.config.as_deref(), flags(args))
}

/// The file of answers as it was read; null where there is none.
pub(super) fn answers(args: &TreeArgs) -> Result<Value, Failure> {
    Ok(args.answers.as_deref().map(data).transpose()?.unwrap_or_default())
}

fn flags(args: &TreeArgs) -> Vec<(String, Value, String)> {
    let root = |dir: &Path| Value::Dict(Dict::from([("base", Value::from(vec![dir.display().to_string()]))]));
    let set = |option: &str, dir: &Option<std::path::PathBuf>, flag: &str| {
        dir.as_deref().map(|dir| (option.to_owned(), root(dir), flag.to_owned()))
    };
    let roots = [
        set("file_roots", &args.file_root, "--file-root"),
        set("pillar_roots", &args.pillar_root, "--pillar-root"),
    ];
    // The tree is given whole: this machine's own pillar is no part of it.
    let own_pillar = args.file_root.is_some() && args.pillar_root.is_none() && args.config.is_none();
    let none = Value::Dict(Dict::from([("base", Value::List(Vec::new()))]));
    let no_pillar = own_pillar.then(|| ("pillar_roots".to_owned(), none, "--file-root".to_owned()));
    // Whatever the minion does at home: here, files and pillar are this machine's.
    let local = ("file_client".to_owned(), Value::from("local"), "described".to_owned());
    roots.into_iter().flatten().chain(no_pillar).chain([local]).collect()
}

/// Grains as `grains.items` gives them: bare, or under the name of the host that told them.
pub(super) fn grains(path: &Path) -> Result<Dict, Failure> {
    let Value::Dict(grains) = data(path)? else {
        let message = format!("{} holds no dictionary of grains", path.display());
        return Err(Failure::new(Kind::Usage, message)
            .hint("save them with `halite call --local grains.items --out=json`"));
    };
    Ok(unwrapped(grains))
}

fn unwrapped(grains: Dict) -> Dict {
    match grains.at(0) {
        Some((_, Value::Dict(inner))) if grains.len() == 1 && inner.contains("os") => inner.clone(),
        _ => grains,
    }
}

/// Data of a file in JSON or YAML.
fn data(path: &Path) -> Result<Value, Failure> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::new(Kind::Usage, format!("could not read {name}: {error}")))?;
    if let Ok(value) = Value::from_json(&text) {
        return Ok(value);
    }
    let loaded = yaml::load(&text).map_err(|error| error.into_failure(Kind::Usage, &name, &text))?;
    Ok(loaded.value)
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    #[test]
    fn saved_grains_may_lie_under_a_hosts_name() {
        let bare = Dict::from([("os", Value::from("Debian")), ("id", "web1".into())]);
        assert_eq!(super::unwrapped(bare.clone()), bare);
        assert_eq!(super::unwrapped(Dict::from([("local", bare.clone())])), bare);
        let other = Dict::from([("dns", Value::Dict(Dict::new()))]);
        assert_eq!(super::unwrapped(other.clone()), other);
    }
}
