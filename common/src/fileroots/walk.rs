//! Everything that an environment offers.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::FileRoots;

/// How deep folders are followed.
const MAX_DEPTH: usize = 64;

/// The paths that an environment offers, without `salt://`, each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Files, and where each lies on disk.
    pub files: BTreeMap<String, PathBuf>,
    /// Folders, empty ones too.
    pub dirs: BTreeSet<String>,
    /// Folders with nothing in them.
    pub empty_dirs: BTreeSet<String>,
    /// Symbolic links and what they point at.
    pub links: BTreeMap<String, String>,
}

impl FileRoots {
    /// Lists an environment. What cannot be read is left out with a warning.
    pub fn list(&self, environment: &str) -> Listing {
        let roots = self.real_roots(environment);
        let mut listing = Listing::default();
        for root in &roots {
            let mut walk = Walk { of: self, roots: &roots, root, listing: &mut listing, open: Vec::new() };
            walk.folder(root, Path::new(""));
        }
        listing
    }
}

struct Walk<'a> {
    of: &'a FileRoots,
    roots: &'a [PathBuf],
    root: &'a Path,
    listing: &'a mut Listing,
    /// The folders on the way here, to stop at links that lead in circles.
    open: Vec<PathBuf>,
}

impl Walk<'_> {
    fn folder(&mut self, real: &Path, inner: &Path) {
        if self.open.len() >= MAX_DEPTH || self.open.iter().any(|open| open == real) {
            return;
        }
        let entries = match fs::read_dir(real) {
            Ok(entries) => entries,
            Err(error) => {
                tracing::warn!(folder = %real.display(), %error, "this folder is not served");
                return;
            }
        };
        self.open.push(real.to_owned());
        let mut empty = true;
        for entry in entries.flatten() {
            empty = false;
            match entry.file_name().to_str() {
                Some(name) => self.entry(&entry.path(), &inner.join(name)),
                None => {
                    tracing::warn!(path = %entry.path().display(), "a name that is not UTF-8 is not served")
                }
            }
        }
        self.open.pop();
        if empty && self.listing.dirs.contains(&text(inner)) {
            self.listing.empty_dirs.insert(text(inner));
        }
    }

    fn entry(&mut self, path: &Path, inner: &Path) {
        let Ok(about) = path.symlink_metadata() else {
            return;
        };
        let is_link = about.is_symlink();
        if is_link && self.of.ignore_links {
            return;
        }
        let real =
            path.canonicalize().ok().filter(|real| self.roots.iter().any(|root| real.starts_with(root)));
        let ignored = self.of.is_ignored(self.root, inner);
        if is_link && !ignored {
            self.link(path, inner, real.is_some());
        }
        let Some(real) = real else {
            return;
        };
        if real.is_dir() {
            if !ignored {
                self.listing.dirs.insert(text(inner));
            }
            if !is_link || self.of.follow_links {
                self.folder(&real, inner);
            }
        } else if real.is_file() && !ignored {
            self.listing.files.entry(text(inner)).or_insert(real);
        }
    }

    /// A link is listed if it stays within a root, or is broken and says a relative path.
    fn link(&mut self, path: &Path, inner: &Path, inside: bool) {
        if let Ok(target) = fs::read_link(path)
            && (inside || (target.is_relative() && !path.exists()))
        {
            self.listing.links.entry(text(inner)).or_insert_with(|| text(&target));
        }
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
