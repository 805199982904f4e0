//! Files of a minion without a master: they already lie on this machine, and are used where they lie.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use halite_common::{
    config::Config,
    failure::Failure,
    fileroots::{FileRoots, Listing},
};

use super::Files;

/// The roots of the configuration.
pub(crate) struct LocalFiles(FileRoots);

impl LocalFiles {
    /// The `file_roots` of a configuration.
    pub(crate) fn of(config: &Config) -> LocalFiles {
        LocalFiles(FileRoots::from_options(config.options(), "file_roots"))
    }
}

impl Files for LocalFiles {
    fn environments(&self) -> Result<Vec<String>, Failure> {
        Ok(self.0.environments())
    }

    fn list(&self, saltenv: &str) -> Result<Arc<Listing>, Failure> {
        Ok(Arc::new(self.0.list(saltenv)))
    }

    fn fetch(&self, saltenv: &str, path: &str) -> Result<Option<PathBuf>, Failure> {
        Ok(self.0.find(saltenv, path))
    }

    fn hash(&self, saltenv: &str, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        Ok(self.0.entry(saltenv, path).map(|entry| entry.sha256))
    }

    fn holds(&self, path: &Path) -> bool {
        self.0.holds(path)
    }

    fn mode(&self, saltenv: &str, path: &str) -> Result<Option<u32>, Failure> {
        Ok(self.0.entry(saltenv, path).map(|entry| entry.mode))
    }

    fn refresh(&self) {}
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use halite_common::fileroots::FileRoots;

    use super::{Files, LocalFiles};

    #[test]
    fn a_mode_is_the_one_in_the_root() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("tool.sh");
        fs::write(&path, "#!/bin/sh\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o751)).unwrap();
        let files = LocalFiles(FileRoots::of("base", vec![root.path().to_owned()]));
        assert_eq!(files.mode("base", "tool.sh").unwrap(), Some(0o751));
        assert_eq!(files.mode("base", "none").unwrap(), None);
    }
}
