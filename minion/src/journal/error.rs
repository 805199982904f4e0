//! Why there is no journal.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why there is no journal.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The disk.
    #[error("could not {act} the journal {}", path.display())]
    Io {
        /// What was tried.
        act: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another process has it.
    #[error("the journal {} is in use: another minion runs with this `cachedir`", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// Some other file, or of a later version.
    #[error("{} is no journal that this version reads", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
}
