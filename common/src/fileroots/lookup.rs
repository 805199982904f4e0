//! From a path of an environment to a file on disk, and its content.

use std::{
    fs::File,
    io::Read,
    path::{Component, Path, PathBuf},
};

use super::{FileRoots, FileRootsError};

impl FileRoots {
    /// The file that a path (without `salt://`) names, in the first root that has it. Links are followed as long as they
    /// stay in a root of the environment.
    pub fn find(&self, environment: &str, path: &str) -> Option<PathBuf> {
        self.locate(environment, path).filter(|found| found.is_file())
    }

    /// The folder that a path names, in the first root that has it.
    pub fn find_dir(&self, environment: &str, path: &str) -> Option<PathBuf> {
        self.locate(environment, path).filter(|found| found.is_dir())
    }

    /// Tells whether a path on disk, links followed, lies in a root of any environment.
    pub fn holds(&self, path: &Path) -> bool {
        let within =
            |environment: &str| self.real_roots(environment).iter().any(|root| path.starts_with(root));
        self.configured().any(within)
    }

    /// The content of a file, up to a limit; `None` where there is no such file.
    pub fn read(&self, environment: &str, path: &str, limit: u64) -> Result<Option<Vec<u8>>, FileRootsError> {
        let Some(found) = self.find(environment, path) else {
            return Ok(None);
        };
        let failed = |source| FileRootsError::Read { path: found.clone(), source };
        let mut bytes = Vec::new();
        let file = File::open(&found).map_err(failed)?;
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > limit {
            return Err(FileRootsError::TooLarge { path: found, limit });
        }
        Ok(Some(bytes))
    }

    fn locate(&self, environment: &str, path: &str) -> Option<PathBuf> {
        let inner = inner_path(path)?;
        let roots = self.real_roots(environment);
        roots.iter().find_map(|root| {
            let real = root.join(&inner).canonicalize().ok()?;
            let served = roots.iter().any(|root| real.starts_with(root)) && !self.is_ignored(root, &inner);
            served.then_some(real)
        })
    }

    /// The environment's roots as they are after links; those that do not exist are left out.
    pub(super) fn real_roots(&self, environment: &str) -> Vec<PathBuf> {
        self.folders(environment).iter().filter_map(|folder| folder.canonicalize().ok()).collect()
    }

    /// Salt lets patterns see the path in the root in listings and the whole path in lookups; here both are seen in both.
    pub(super) fn is_ignored(&self, root: &Path, inner: &Path) -> bool {
        self.ignore.covers(&inner.to_string_lossy())
            || self.ignore.covers(&root.join(inner).to_string_lossy())
    }
}

/// A path without `.` and `..`, if it stays within its root.
fn inner_path(path: &str) -> Option<PathBuf> {
    if path.contains('\0') {
        return None;
    }
    let mut inner = PathBuf::new();
    for component in Path::new(path).components() {
        match component {
            Component::Normal(name) => inner.push(name),
            Component::CurDir => {}
            Component::ParentDir if inner.pop() => {}
            _ => return None,
        }
    }
    Some(inner)
}
