//! Why there is no journal.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why there is no journal.
#[derive(Debug, Error)]
pub(crate) enum JournalError {
    #[error("could not {act} the journal {}", path.display())]
    Io {
        act: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the journal {} is in use: another minion runs with this `cachedir`", path.display())]
    InUse { path: PathBuf },
    #[error("{} is no journal that this version reads", path.display())]
    Foreign { path: PathBuf },
}
