//! How long to pause between attempts. Knows no clock.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

/// A pause that doubles with each failure, up to a limit.
pub(super) struct Backoff {
    first: Duration,
    max: Duration,
    next: Duration,
}

impl Backoff {
    pub(super) fn new(first: Duration, max: Duration) -> Backoff {
        Backoff { first, max, next: first }
    }

    /// The next pause; `spread` from 0 to 1 takes up to half of it away, so that not all minions come at once.
    pub(super) fn pause(&mut self, spread: f64) -> Duration {
        let pause = self.next.min(self.max);
        self.next = (self.next * 2).min(self.max);
        pause.mul_f64(1.0 - spread / 2.0)
    }

    /// The longest pause, spread likewise: for what only an operator can mend.
    pub(super) fn longest(&mut self, spread: f64) -> Duration {
        self.next = self.max;
        self.pause(spread)
    }

    /// Begins anew, after a success.
    pub(super) fn reset(&mut self) {
        self.next = self.first;
    }
}

/// A random number from 0 to 1; no secret depends on it.
pub(crate) fn random() -> f64 {
    let bits = RandomState::new().hash_one(0_u8);
    f64::from((bits >> 32) as u32) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Backoff;

    #[test]
    fn pauses_double_up_to_the_limit_and_are_spread() {
        let seconds = Duration::from_secs;
        let mut backoff = Backoff::new(seconds(1), seconds(5));
        let pauses: Vec<_> = (0..4).map(|_| backoff.pause(0.0)).collect();
        assert_eq!(pauses, [1, 2, 4, 5].map(seconds));
        backoff.reset();
        assert_eq!(backoff.pause(1.0), Duration::from_millis(500));
        assert_eq!(backoff.longest(0.0), seconds(5));
    }
}
