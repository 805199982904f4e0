//! `file.pruned`.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{place, tree::walk};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Removes a folder if it is empty, or the empty folders of a tree.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pruned {
    /// The folder.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// Removes empty folders inside it first.
    #[serde(default)]
    recurse: bool,
    /// Goes on where a folder cannot be removed; implies `recurse`.
    #[serde(default)]
    ignore_errors: bool,
    /// Only folders that were last changed more than so many days ago.
    #[serde(default)]
    older_than: Option<f64>,
}

impl State for Pruned {
    const NAME: &'static str = "file.pruned";
    type Plan = PathBuf;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<PathBuf>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        Ok(match ask.probe.is_dir(Path::new(&name)) {
            true => Verdict::Change(name.into()),
            false => Verdict::in_place(format!("Directory {name} is not present")),
        })
    }

    fn describe(&self, _: &Ask<'_>, path: &PathBuf) -> Outcome {
        let name = path.display().to_string();
        let comment = format!("Directory {name} is set for removal");
        Outcome::changed(Dict::from([("deleted", name)]), comment)
    }

    fn apply(&self, act: &Act<'_>, path: PathBuf) -> Result<Outcome, ModuleError> {
        let name = path.display();
        let recurse = self.recurse || self.ignore_errors;
        let Pruning { deleted, errors } = prune(act, &path, recurse, self.older_than)?;
        let paths = Value::from_iter(deleted.iter().map(String::as_str));
        if errors.is_empty() || (self.ignore_errors && !deleted.is_empty()) {
            return Ok(match recurse {
                true => Outcome::changed(
                    Dict::from([("deleted", paths)]),
                    format!("Recursively removed empty directories under {name}"),
                ),
                false => Outcome::changed(
                    Dict::from([("deleted", name.to_string())]),
                    format!("Removed directory {name}"),
                ),
            });
        }
        let errors: Vec<Value> =
            errors.into_iter().map(|(path, error)| Value::from_iter([path, error])).collect();
        let changes = Dict::from([("deleted", paths), ("errors", Value::List(errors))]);
        Ok(Outcome { changes, ..Outcome::failed(format!("Failed to remove directory {name}")) })
    }
}

/// Folders that are gone, sorted, and those that stayed, each with the reason.
struct Pruning {
    deleted: Vec<String>,
    errors: Vec<(String, String)>,
}

/// Removes empty folders.
fn prune(act: &Act<'_>, top: &Path, recurse: bool, older_than: Option<f64>) -> Result<Pruning, ModuleError> {
    let levels = match recurse {
        true => walk(act.host.as_probe(), top, None).map_err(ModuleError::file("list", top))?,
        false => Vec::new(),
    };
    let mut folders: Vec<PathBuf> = levels.into_iter().map(|level| level.path).collect();
    if folders.is_empty() {
        folders.push(top.to_owned());
    }
    let mut pruning = Pruning { deleted: Vec::new(), errors: Vec::new() };
    for folder in folders.iter().rev() {
        if !is_old(act, folder, older_than) {
            continue;
        }
        match act.host.remove_dir(folder) {
            Ok(()) => pruning.deleted.push(folder.display().to_string()),
            Err(error) => pruning.errors.push((folder.display().to_string(), error.to_string())),
        }
    }
    pruning.deleted.sort();
    Ok(pruning)
}

fn is_old(act: &Act<'_>, folder: &Path, older_than: Option<f64>) -> bool {
    let Some(days) = older_than.filter(|days| *days > 0.0) else { return true };
    let Ok(stat) = act.host.stat(folder) else { return false };
    let age = act.host.now().duration_since(stat.modified).unwrap_or_default();
    age.as_secs_f64() > days * DAY.as_secs_f64()
}
