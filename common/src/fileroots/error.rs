//! What can go wrong with a served file.

use std::{io, path::PathBuf};

use thiserror::Error;

/// A file of a root that is there and cannot be read.
#[derive(Debug, Error)]
pub enum FileRootsError {
    /// The system refused.
    #[error("read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is larger than the caller takes.
    #[error("read {}: it has more than {limit} bytes", .path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit.
        limit: u64,
    },
}
