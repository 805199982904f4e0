//! Reads the description of a minion: configuration, id, grains and answers.

use std::{fs, path::Path};

use halite_common::{
    config::{Config, Role},
    failure::{Failure, Kind},
    id::MinionId,
    value::{Dict, Value},
    yaml,
};

use super::CompileRequest;
use crate::args::CompileArgs;

/// Reads what the arguments name.
pub(super) fn read(args: &CompileArgs) -> Result<(Config, CompileRequest), Failure> {
    let mut config = Config::of_file(Role::Minion, args.config.as_deref(), flags(args))?;
    let grains = grains(&args.grains)?;
    let id = id(args, &config, &grains)?;
    config.set("id", id.as_str(), halite_common::config::Origin::Flag("--id".into()));
    let answers = args.answers.as_deref().map(data).transpose()?.unwrap_or_default();
    Ok((config, CompileRequest { id, grains, answers, sls: args.sls.clone() }))
}

fn flags(args: &CompileArgs) -> Vec<(String, Value, String)> {
    let root = |dir: &Path| Value::Dict(Dict::from([("base", Value::from(vec![dir.display().to_string()]))]));
    let set = |option: &str, dir: &Option<std::path::PathBuf>, flag: &str| {
        dir.as_deref().map(|dir| (option.to_owned(), root(dir), flag.to_owned()))
    };
    let roots = [
        set("file_roots", &args.file_root, "--file-root"),
        set("pillar_roots", &args.pillar_root, "--pillar-root"),
    ];
    // Whatever the minion does at home: here, files and pillar are this machine's.
    let local = ("file_client".to_owned(), Value::from("local"), "compile".to_owned());
    roots.into_iter().flatten().chain([local]).collect()
}

fn id(args: &CompileArgs, config: &Config, grains: &Dict) -> Result<MinionId, Failure> {
    let configured = Some(config.text("id")).filter(|id| !id.is_empty());
    let of_grains = || grains.get("id").map(ToString::to_string);
    let id = args.id.clone().or(configured).or_else(of_grains);
    let wrong = |message: String| Failure::new(Kind::Usage, message).hint("name the minion with `--id`");
    let id = id.ok_or_else(|| wrong("neither configuration nor grains tell the minion's id".into()))?;
    id.parse().map_err(|error: halite_common::id::MinionIdError| wrong(error.to_string()))
}

/// Grains as `grains.items` gives them: bare, or under the name of the host that told them.
fn grains(path: &Path) -> Result<Dict, Failure> {
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
