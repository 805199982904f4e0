//! From a folder to a dictionary.

use std::{
    fs,
    path::{Path, PathBuf},
};

use halite_common::{
    glob::Glob,
    value::{Dict, Value},
};

use super::{super::declare::Refused, FileTree};
use crate::run::Run;

/// How deep folders may nest; links that are followed may lead in circles.
const MAX_DEPTH: usize = 64;

/// A name in a folder.
pub(super) struct Listed {
    pub(super) name: String,
    path: PathBuf,
    is_link: bool,
}

/// What a folder has, by name; nothing where it cannot be read.
pub(super) fn entries(folder: &Path) -> Vec<Listed> {
    let mut listed = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_name().into_string() {
            Ok(name) => {
                let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
                listed.push(Listed { name, path: entry.path(), is_link });
            }
            Err(_) => tracing::error!(path = %entry.path().display(), "file_tree: this name is no UTF-8"),
        }
    }
    listed.sort_by(|a, b| a.name.cmp(&b.name));
    listed
}

impl FileTree {
    /// The files of a folder and of those within it.
    pub(super) fn tree(&self, top: &Path, run: &Run<'_>) -> Result<Dict, Refused> {
        self.folder(top, "", 0, run)
    }

    fn folder(&self, folder: &Path, prefix: &str, depth: usize, run: &Run<'_>) -> Result<Dict, Refused> {
        let mut pillar = Dict::new();
        if depth > MAX_DEPTH {
            tracing::error!(folder = %folder.display(), "file_tree: folders nest too deep");
            return Ok(pillar);
        }
        let (folders, files): (Vec<_>, Vec<_>) =
            entries(folder).into_iter().partition(|entry| entry.path.is_dir());
        for entry in folders {
            let prefix =
                if prefix.is_empty() { entry.name.clone() } else { format!("{prefix}/{}", entry.name) };
            let follow = self.follow_dir_links || !entry.is_link;
            let inner = if follow { self.folder(&entry.path, &prefix, depth + 1, run)? } else { Dict::new() };
            pillar.insert(entry.name.as_str(), inner);
        }
        for entry in files {
            if !entry.path.is_file() {
                tracing::error!(path = %entry.path.display(), "file_tree: not a regular file");
                continue;
            }
            // Salt's globs see `./name` for a file of the top folder.
            let shown = format!("{}/{}", if prefix.is_empty() { "." } else { prefix }, entry.name);
            if let Some(value) = self.content(&entry.path, self.keeps_newline(&shown), run)? {
                pillar.insert(entry.name.as_str(), value);
            }
        }
        Ok(pillar)
    }

    fn keeps_newline(&self, path: &str) -> bool {
        match &self.keep_newline {
            Value::List(globs) => globs.iter().any(|glob| Glob::new(&glob.to_string()).matches(path)),
            other => other.is_truthy(),
        }
    }
}
