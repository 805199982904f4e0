//! Which folders are the minion's.

use std::path::{Component, Path, PathBuf};

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use serde::Deserialize;

use super::{
    super::{
        declare::{Asked, Refused, Source},
        nodegroups::is_in,
    },
    walk,
};

/// A folder with `hosts/ID` and `nodegroups/NAME`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::external) struct FileTree {
    /// The folder; a relative one lies in the roots of the pillar environment.
    #[serde(default)]
    root_dir: Option<Text>,
    /// Follow links to folders.
    #[serde(default)]
    pub(super) follow_dir_links: bool,
    /// Tell the log about folders that are not there.
    #[serde(default)]
    debug: bool,
    /// Keep the line break at the end of files: of all, or of those that a list of globs names.
    #[serde(default)]
    pub(super) keep_newline: Value,
    /// The renderers of files whose first line names none; without it such files are empty.
    #[serde(default)]
    pub(super) render_default: Option<Text>,
    /// Renderers that are skipped.
    #[serde(default)]
    pub(super) renderer_blacklist: Option<Vec<Text>>,
    /// The only renderers that are not skipped.
    #[serde(default)]
    pub(super) renderer_whitelist: Option<Vec<Text>>,
    /// Render the files.
    #[serde(default)]
    pub(super) template: bool,
}

impl Source for FileTree {
    const NAME: &'static str = "file_tree";

    fn fetch(self, asked: &Asked<'_>) -> Result<Value, Refused> {
        if !matches!(self.keep_newline, Value::Null | Value::Bool(_) | Value::List(_)) {
            tracing::error!("file_tree: keep_newline must be either True/False or a list of file globs");
            return Ok(Value::Null);
        }
        let mut pillar = Dict::new();
        for root in self.roots(asked) {
            pillar.update(self.root(&root, asked)?, false);
        }
        Ok(pillar.into())
    }
}

impl FileTree {
    /// The folders to look in, in order.
    fn roots(&self, asked: &Asked<'_>) -> Vec<PathBuf> {
        let Some(root) = self.root_dir.as_ref().filter(|root| !root.is_empty()) else {
            tracing::error!("file_tree: no root_dir specified");
            return Vec::new();
        };
        let root = PathBuf::from(&root.0);
        if root.is_absolute() {
            return vec![root];
        }
        let Some(pillarenv) = &asked.run.pillarenv else {
            tracing::error!("file_tree: root_dir is relative but pillarenv is not set");
            return Vec::new();
        };
        let mut folders = asked.run.compiler.roots.folders(pillarenv);
        if folders.is_empty() {
            tracing::error!(pillarenv, "file_tree: root_dir is relative but no pillar_roots are specified");
        }
        folders.iter_mut().for_each(|folder| *folder = normal(&folder.join(&root)));
        folders.dedup();
        folders
    }

    fn root(&self, root: &Path, asked: &Asked<'_>) -> Result<Dict, Refused> {
        if !root.is_dir() {
            tracing::error!(root = %root.display(), "file_tree: root_dir does not exist or is not a directory");
            return Ok(Dict::new());
        }
        let mut pillar = Dict::new();
        for name in self.groups(&root.join("nodegroups"), asked) {
            if is_in(&name, asked)? {
                let tree = self.tree(&root.join("nodegroups").join(&name), asked.run)?;
                pillar.update(tree, false);
            }
        }
        let id = asked.minion.id.as_str();
        let host = root.join("hosts").join(id);
        // Operators may ask for the pillar of anybody, so the id may lead elsewhere.
        let is_name = Path::new(id).components().eq([Component::Normal(id.as_ref())]);
        if is_name && host.is_dir() {
            pillar.update(self.tree(&host, asked.run)?, false);
        } else if host.exists() {
            tracing::error!(path = %host.display(), "file_tree: this is not a directory");
        } else if self.debug {
            tracing::debug!(path = %host.display(), "file_tree: no pillar data for the minion");
        }
        Ok(pillar)
    }

    /// The node groups of the configuration that have a folder, by their names.
    fn groups(&self, folder: &Path, asked: &Asked<'_>) -> Vec<String> {
        let known = &asked.run.compiler.settings.nodegroups;
        let named = |name: &String| known.keys().any(|group| group.to_string() == *name);
        let names: Vec<String> =
            walk::entries(folder).into_iter().map(|entry| entry.name).filter(named).collect();
        if names.is_empty() && self.debug {
            tracing::debug!(folder = %folder.display(), "file_tree: no nodegroups found");
        }
        names
    }
}

/// A path without `.` and `..`, as Python's `normpath` writes it.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
