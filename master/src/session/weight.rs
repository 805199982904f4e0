//! How many large messages may be put together at once: one of each minion, and a few in all.
//!
//! A large message takes a place before its second mebibyte is read, and keeps it until the rest of the master has heard
//! it. Who waits for a place is not read meanwhile, and holds up nobody else.

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of a message for which no place is needed.
pub(super) const LIGHT: usize = 1 << 20;

/// Large messages that are put together at once.
const PLACES: usize = 4;

/// Time for a large message to come whole, once it has its place: others wait for it.
pub(super) const TIME: Duration = Duration::from_secs(120);

/// The places for large messages of all minions.
pub(super) struct Scale(Arc<Semaphore>);

impl Default for Scale {
    fn default() -> Scale {
        Scale(Arc::new(Semaphore::new(PLACES)))
    }
}

/// A place among large messages; free again when it goes.
#[derive(Debug)]
pub struct Weight {
    _own: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Scale {
    /// Waits for the minion's own place, then for one of all.
    pub(super) fn take(&self, own: Arc<Semaphore>) -> impl Future<Output = Option<Weight>> + Send + use<> {
        let all = Arc::clone(&self.0);
        async move {
            // Neither is ever closed.
            let own = own.acquire_owned().await.ok()?;
            Some(Weight { _own: own, _all: all.acquire_owned().await.ok()? })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use tokio::{sync::Semaphore, time::timeout};

    use super::{PLACES, Scale};

    #[tokio::test]
    async fn a_minion_has_one_place_and_all_have_a_few() {
        let scale = Scale::default();
        let own = || Arc::new(Semaphore::new(1));
        let soon = |taking| timeout(Duration::ZERO, taking);
        let first = own();
        let mut taken = vec![scale.take(first.clone()).await.unwrap()];
        assert!(soon(scale.take(first.clone())).await.is_err(), "one each");
        for _ in 1..PLACES {
            taken.push(scale.take(own()).await.unwrap());
        }
        assert!(soon(scale.take(own())).await.is_err(), "a few in all");
        taken.remove(0);
        assert!(scale.take(first).await.is_some());
    }
}
