//! Whether the master itself does not listen: then nobody else is called silent.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// After listening again, frames that waited in the network get this time to come in.
const GRACE: Duration = Duration::from_secs(10);

const LISTENING: u64 = 0;
const STALLED: u64 = u64::MAX;

/// Set while frames are not taken from the network, because a queue further on is full.
#[derive(Default)]
pub(super) struct Stall(AtomicU64);

impl Stall {
    pub(super) fn begin(&self) {
        self.0.store(STALLED, Ordering::Relaxed);
    }

    pub(super) fn end(&self, now: Duration) {
        let until = u64::try_from((now + GRACE).as_millis()).unwrap_or(LISTENING);
        self.0.store(until, Ordering::Relaxed);
    }

    /// Whether silence is our own fault.
    pub(super) fn excuses(&self, now: Duration) -> bool {
        now.as_millis() < u128::from(self.0.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Stall;

    #[test]
    fn silence_is_excused_while_nobody_listens_and_a_little_longer() {
        let stall = Stall::default();
        let at = Duration::from_secs;
        assert!(!stall.excuses(at(1)));
        stall.begin();
        assert!(stall.excuses(at(1000)));
        stall.end(at(1000));
        assert!(stall.excuses(at(1009)) && !stall.excuses(at(1010)));
    }
}
