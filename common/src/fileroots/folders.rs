//! The roots of each environment, as the configuration gives them.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::{cache::Hashes, ignore::Ignore};
use crate::{
    glob::Glob,
    value::{Dict, Value},
};

/// The environment that stands for every one that is not configured; its folders may have `__env__` in their path.
pub(super) const ANY: &str = "__env__";

/// The roots of `file_roots` or `pillar_roots`: for each environment a list of folders, of which the first that has a
/// path wins.
#[derive(Debug)]
pub struct FileRoots {
    environments: IndexMap<String, Vec<PathBuf>>,
    pub(super) ignore: Ignore,
    pub(super) follow_links: bool,
    pub(super) ignore_links: bool,
    pub(super) hashes: Hashes,
}

impl FileRoots {
    /// Reads one option, `file_roots` or `pillar_roots`, and the `file_ignore_*` and `fileserver_*` options beside it.
    pub fn from_options(options: &Dict, name: &str) -> FileRoots {
        let flag = |name: &str, usual| options.get(name).and_then(Value::as_bool).unwrap_or(usual);
        let roots = options.get(name).and_then(Value::as_dict);
        let environments = roots
            .into_iter()
            .flatten()
            .map(|(environment, folders)| (environment.to_string(), folders_of(folders)))
            .collect();
        FileRoots {
            environments,
            ignore: Ignore::from_options(options),
            follow_links: flag("fileserver_followsymlinks", true),
            ignore_links: flag("fileserver_ignoresymlinks", false),
            hashes: Hashes::default(),
        }
    }

    /// Roots of one environment, with nothing ignored.
    pub fn of(environment: &str, folders: Vec<PathBuf>) -> FileRoots {
        let mut roots = FileRoots::from_options(&Dict::new(), "file_roots");
        roots.environments.insert(environment.to_owned(), folders);
        roots
    }

    /// The names of the environments, sorted as Salt tells them. `__env__` is among them if it is configured.
    pub fn environments(&self) -> Vec<String> {
        let mut names: Vec<String> = self.environments.keys().cloned().collect();
        names.sort();
        names
    }

    /// The names of the environments in the order of the configuration.
    pub fn configured(&self) -> impl Iterator<Item = &str> {
        self.environments.keys().map(String::as_str)
    }

    /// Tells whether files of that environment can be asked for.
    pub fn serves(&self, environment: &str) -> bool {
        self.environments.contains_key(environment)
            || (self.environments.contains_key(ANY) && is_folder_name(environment))
    }

    /// The folders of an environment, in order.
    pub fn folders(&self, environment: &str) -> Vec<PathBuf> {
        match (self.environments.get(environment), self.environments.get(ANY)) {
            (Some(folders), _) => folders.clone(),
            (None, Some(folders)) if is_folder_name(environment) => {
                folders.iter().map(|folder| for_environment(folder, environment)).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// An environment's name becomes a part of a path, so it must not lead elsewhere.
fn is_folder_name(environment: &str) -> bool {
    !environment.is_empty()
        && environment.len() <= 255
        && !environment.starts_with('.')
        && !environment.contains(|c: char| matches!(c, '/' | '\\') || c.is_control())
}

fn for_environment(folder: &Path, environment: &str) -> PathBuf {
    PathBuf::from(folder.to_string_lossy().replace(ANY, environment))
}

fn folders_of(folders: &Value) -> Vec<PathBuf> {
    let listed: Vec<&str> = match folders {
        Value::Str(folder) => vec![folder],
        Value::List(folders) => folders.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    listed.into_iter().flat_map(expand).collect()
}

/// A folder, or the folders that a glob names, sorted; a glob that names none is no folder.
fn expand(folder: &str) -> Vec<PathBuf> {
    if !folder.contains(['*', '?', '[']) {
        return vec![PathBuf::from(folder)];
    }
    let start = if folder.starts_with('/') { "/" } else { "." };
    let mut found = vec![PathBuf::from(start)];
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        found = found.iter().flat_map(|folder| children(folder, part)).collect();
    }
    found
}

fn children(folder: &Path, part: &str) -> Vec<PathBuf> {
    if !part.contains(['*', '?', '[']) {
        let child = folder.join(part);
        return if child.exists() { vec![child] } else { Vec::new() };
    }
    let glob = Glob::new(part);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    // As in a shell, a leading dot must be written.
    let fits = |name: &String| glob.matches(name) && (!name.starts_with('.') || part.starts_with('.'));
    let mut names: Vec<String> = names.filter(fits).collect();
    names.sort();
    names.into_iter().map(|name| folder.join(name)).collect()
}
