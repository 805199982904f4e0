//! Backups that `backup: minion` keeps: `file.list_backups`, `file.restore_backup`, `file.delete_backup`.

use std::path::Path;

use halite_common::{
    declare::Text,
    value::{Dict, Key, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::WriteOptions,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{backup, place};

/// The backups of a file, the latest first.
fn backups(act: &Act<'_>, path: &str) -> Vec<Dict> {
    let path = place::expand(act.host.as_probe(), path);
    let folder = backup::folder(act.minion.as_facts(), Path::new(&path));
    let file = path.rsplit('/').next().unwrap_or_default();
    let mut found: Vec<(String, Dict)> = Vec::new();
    for name in act.host.list(&folder).unwrap_or_default() {
        let copy = folder.join(&name);
        let Some((sorted, shown)) = backup::time_of(&name.to_string_lossy(), file) else { continue };
        let Ok(stat) = act.host.stat(&copy) else { continue };
        let entry = Dict::from([
            ("Backup Time", Value::from(shown)),
            ("Size", stat.size.into()),
            ("Location", copy.display().to_string().into()),
        ]);
        found.push((sorted, entry));
    }
    found.sort_by(|a, b| b.0.cmp(&a.0));
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// Lists the backups of a file, the latest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListBackups {
    /// The path.
    path: Text,
    /// Only that many.
    #[serde(default)]
    limit: Option<usize>,
}

impl Function for ListBackups {
    const NAME: &'static str = "file.list_backups";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let all = backups(act, &self.path).into_iter().take(self.limit.unwrap_or(usize::MAX));
        Ok(all.enumerate().map(|(at, entry)| (Key::Int(at as i128), entry)).collect())
    }
}

fn told(result: bool, comment: impl Into<Value>) -> Dict {
    Dict::from([("result", Value::from(result)), ("comment", comment.into())])
}

fn chosen(act: &Act<'_>, path: &str, id: &str) -> Result<Dict, Dict> {
    let Ok(at) = id.parse::<usize>() else { return Err(told(false, format!("Invalid backup_id '{id}'"))) };
    let lost = || told(false, format!("backup_id '{id}' does not exist for {path}"));
    backups(act, path).into_iter().nth(at).ok_or_else(lost)
}

fn location(entry: &Dict) -> String {
    entry.get("Location").map(Value::to_string).unwrap_or_default()
}

/// Puts a backup of a file back; what is there is backed up first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RestoreBackup {
    /// The path.
    path: Text,
    /// The number that `file.list_backups` gives.
    backup_id: Text,
}

impl Function for RestoreBackup {
    const NAME: &'static str = "file.restore_backup";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        let entry = match chosen(act, &path, &self.backup_id) {
            Ok(entry) => entry,
            Err(told) => return Ok(told),
        };
        let location = location(&entry);
        if act.host.exists(Path::new(&path)) {
            backup::save(act, Path::new(&path))?;
        }
        Ok(match act.host.copy(Path::new(&location), Path::new(&path), &WriteOptions::default()) {
            Ok(()) => told(true, format!("Successfully restored {location} to {path}")),
            Err(error) => told(false, format!("Unable to restore {location} to {path}: {error}")),
        })
    }
}

/// Removes a backup of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteBackup {
    /// The path.
    path: Text,
    /// The number that `file.list_backups` gives.
    backup_id: Text,
}

impl Function for DeleteBackup {
    const NAME: &'static str = "file.delete_backup";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        let entry = match chosen(act, &path, &self.backup_id) {
            Ok(entry) => entry,
            Err(told) => return Ok(told),
        };
        let location = location(&entry);
        Ok(match act.host.remove_file(Path::new(&location)) {
            Ok(()) => told(true, format!("Successfully removed {location}")),
            Err(error) => told(false, format!("Unable to remove {location}: {error}")),
        })
    }
}
