//! The promise that a batch will be stored.

use tokio::sync::oneshot;

use super::{StoreError, Version};

/// The promise that a batch will be stored; gives the version that its rows then have.
#[derive(Debug)]
pub struct Ticket(oneshot::Receiver<Result<Version, StoreError>>);

/// The other end of a ticket.
pub type Promise = oneshot::Sender<Result<Version, StoreError>>;

impl Ticket {
    /// A ticket and what honours it: for backends.
    pub fn new() -> (Promise, Ticket) {
        let (promise, receiver) = oneshot::channel();
        (promise, Ticket(receiver))
    }

    /// Waits, as a task.
    pub async fn done(self) -> Result<Version, StoreError> {
        self.0.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Waits, as a thread. Not for tasks.
    pub fn wait(self) -> Result<Version, StoreError> {
        self.0.blocking_recv().unwrap_or(Err(StoreError::Closed))
    }
}
