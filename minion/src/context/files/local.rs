//! Files of a minion without a master: they already lie on this machine, and are used where they lie.

use std::{path::PathBuf, sync::Arc};

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

    fn refresh(&self) {}
}
