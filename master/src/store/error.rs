//! What can go wrong with a store.

use std::error::Error;

use thiserror::Error;

/// What can go wrong with a store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A row is not as it was expected; nothing was changed.
    #[error("a row of `{table}` was changed by somebody else")]
    Conflict {
        /// The table.
        table: &'static str,
    },
    /// The backend could not be opened.
    #[error("could not open the store {place}")]
    Open {
        /// Where it is.
        place: String,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Another process has it.
    #[error("the store {place} is in use: another master runs with this `state_dir`")]
    InUse {
        /// Where it is.
        place: String,
    },
    /// What is there is no store, or not any more.
    #[error("could not read the store {place}: it is damaged, or no store")]
    Damaged {
        /// Where it is.
        place: String,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The backend could not read.
    #[error("could not read the store")]
    Read(#[source] Box<dyn Error + Send + Sync>),
    /// The backend could not write: nothing of the batch is stored.
    #[error("could not write the store")]
    Write(#[source] std::sync::Arc<dyn Error + Send + Sync>),
    /// A row's content cannot be read.
    #[error("could not read the row `{key}` of `{table}`")]
    Content {
        /// The table.
        table: &'static str,
        /// The key.
        key: String,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A row's content cannot be encoded.
    #[error("could not encode a row of `{table}`")]
    Encode {
        /// The table.
        table: &'static str,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Who wants it could not be written down, so nothing of it is stored.
    #[error(transparent)]
    Audit(#[from] crate::audit::AuditError),
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
}
