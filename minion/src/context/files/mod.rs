//! The files of the file server, wherever they lie.

mod local;
mod url;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use halite_common::{failure::Failure, fileroots::Listing};

pub(crate) use local::LocalFiles;
pub(super) use url::Url;

/// The files of the file server.
pub(crate) trait Files: Send + Sync {
    /// The environments there are.
    fn environments(&self) -> Result<Vec<String>, Failure>;
    /// Everything that an environment offers.
    fn list(&self, saltenv: &str) -> Result<Arc<Listing>, Failure>;
    /// A file on this machine with the content of that path; `None` where there is no such path.
    fn fetch(&self, saltenv: &str, path: &str) -> Result<Option<PathBuf>, Failure>;
    /// The SHA-256 of that path's content.
    fn hash(&self, saltenv: &str, path: &str) -> Result<Option<Vec<u8>>, Failure>;
    /// Tells whether a file of this machine is one that `fetch` may give.
    fn holds(&self, path: &Path) -> bool;
    /// The permission bits that the file server has for that path.
    fn mode(&self, saltenv: &str, path: &str) -> Result<Option<u32>, Failure>;
    /// Looks anew what there is, at the next question.
    fn refresh(&self);
}
