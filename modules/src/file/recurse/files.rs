//! Which files, folders and links a recursion stands for.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use halite_states::declare::{Ask, ModuleError};

use super::Recurse;
use crate::file::{
    managed::saltenv,
    pattern::{Patterns, meant},
    place,
};

/// What is to lie in the folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    /// Files and their URLs.
    pub(super) files: BTreeMap<PathBuf, String>,
    /// Folders.
    pub(super) dirs: BTreeSet<PathBuf>,
    /// Links and their targets.
    pub(super) links: BTreeMap<PathBuf, String>,
}

/// A folder of the file server.
struct Root {
    path: String,
    env: String,
}

/// The sources that are there.
fn roots(recurse: &Recurse, ask: &Ask<'_>) -> Result<Vec<Root>, ModuleError> {
    let mut roots = Vec::new();
    for url in &recurse.source.0 {
        let url = url.trim_end_matches('/');
        let Some(rest) = url.strip_prefix("salt://") else {
            return Err(ModuleError::failed(format!("Invalid source '{url}' (must be a salt:// URI)")));
        };
        let (path, env) = rest.split_once("?saltenv=").unwrap_or((rest, saltenv(ask)));
        let path = path.trim_matches('/');
        if ask.facts.list_dirs(env)?.iter().any(|dir| dir.trim_end_matches('/') == path) {
            roots.push(Root { path: path.to_owned(), env: env.to_owned() });
        }
    }
    match roots.is_empty() {
        true => Err(ModuleError::failed("none of the specified sources were found")),
        false if recurse.merge => Ok(roots),
        false => Ok(roots.into_iter().take(1).collect()),
    }
}

/// What the sources hold, as paths on this machine.
pub(super) fn wish(recurse: &Recurse, ask: &Ask<'_>) -> Result<Wish, ModuleError> {
    let (include, exclude) = (Patterns::read(&recurse.include_pat)?, Patterns::read(&recurse.exclude_pat)?);
    let folder = PathBuf::from(place::expand(ask.probe, &recurse.name));
    let mut wish = Wish::default();
    for root in roots(recurse, ask)? {
        let inside = |path: &str| -> Option<String> {
            let relative =
                if root.path.is_empty() { path } else { path.strip_prefix(&root.path)?.strip_prefix('/')? };
            let deep = relative.matches('/').count();
            let fits = !relative.is_empty()
                && !relative.split('/').any(|part| part == "..")
                && recurse.maxdepth.is_none_or(|max| deep <= max)
                && meant(relative, &include, &exclude);
            fits.then(|| relative.to_owned())
        };
        let links = if recurse.keep_symlinks { ask.facts.list_links(&root.env)? } else { Vec::new() };
        for (link, target) in &links {
            let Some(relative) = inside(link) else { continue };
            let path = folder.join(relative);
            if !wish.occupied(&path) {
                wish.links.insert(path, target.clone());
            }
        }
        for file in ask.facts.list_files(&root.env)? {
            let through_link = links.iter().any(|(link, _)| {
                file.strip_prefix(link.as_str()).is_some_and(|r| r.is_empty() || r.starts_with('/'))
            });
            let Some(relative) = inside(&file).filter(|_| !through_link) else { continue };
            let path = folder.join(relative);
            if wish.occupied(&path) {
                continue;
            }
            wish.dirs.extend(path.parent().map(Path::to_path_buf));
            wish.files.insert(path, format!("salt://{file}?saltenv={}", root.env));
        }
        if recurse.include_empty {
            for dir in ask.facts.list_dirs(&root.env)? {
                let Some(relative) = inside(dir.trim_end_matches('/')) else { continue };
                let path = folder.join(relative);
                if !wish.occupied(&path) {
                    wish.dirs.insert(path);
                }
            }
        }
    }
    Ok(wish)
}

impl Wish {
    /// Whether a file or link is wished for here or above.
    fn occupied(&self, path: &Path) -> bool {
        path.ancestors().any(|path| self.files.contains_key(path) || self.links.contains_key(path))
    }

    /// All paths that are wished for.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.files.keys().chain(&self.dirs).chain(self.links.keys()).cloned().collect()
    }
}

/// What a recursion of another state keeps from being cleaned away.
pub(in crate::file) fn kept(recurse: &Recurse, ask: &Ask<'_>) -> Result<Vec<PathBuf>, ModuleError> {
    Ok(wish(recurse, ask)?.paths())
}
