//! Puts claims to the doorkeeper, a few at a time, on threads that may block.

use std::sync::Arc;

use halite_common::failure::Failure;
use tokio::{sync::Semaphore, task};

use super::{Claim, Doorkeeper, Verdict};

/// Claims that are judged at once; the others wait.
const AT_ONCE: usize = 8;

/// The way to the doorkeeper.
#[derive(Clone)]
pub(super) struct Judge {
    doorkeeper: Arc<dyn Doorkeeper>,
    turns: Arc<Semaphore>,
}

impl Judge {
    pub(super) fn new(doorkeeper: Arc<dyn Doorkeeper>) -> Judge {
        Judge { doorkeeper, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Judges a claim. A doorkeeper that fails lets nobody in.
    pub(super) async fn judge(self, claim: Arc<Claim>) -> Result<Verdict, Failure> {
        let turn = self.turns.acquire_owned().await;
        let doorkeeper = self.doorkeeper;
        let judged = task::spawn_blocking(move || {
            let _turn = turn;
            doorkeeper.admit(&claim)
        });
        judged.await.unwrap_or_else(|error| {
            Err(Failure::new(
                halite_common::failure::Kind::Internal,
                format!("the key store failed: {error}"),
            ))
        })
    }
}
