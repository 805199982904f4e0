//! The master's clock: the time of day, but only forward.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::life::Moment;

/// The time of day when the program began, and what has passed since. A clock that is set meanwhile moves no deadline.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    epoch_micros: i64,
    start: Instant,
}

impl Clock {
    /// Starts the clock.
    pub fn start() -> Clock {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock { epoch_micros: i64::try_from(since.as_micros()).unwrap_or(i64::MAX), start: Instant::now() }
    }

    /// Microseconds since 1970.
    pub(super) fn micros(&self) -> i64 {
        let passed = i64::try_from(self.start.elapsed().as_micros()).unwrap_or(i64::MAX);
        self.epoch_micros.saturating_add(passed)
    }

    pub(super) fn moment(&self) -> Moment {
        Moment(u64::try_from(self.micros() / 1000).unwrap_or(0))
    }

    /// The instant at which the moment comes.
    pub(super) fn instant(&self, moment: Moment) -> Instant {
        let wait = moment.0.saturating_sub(self.moment().0);
        Instant::now() + std::time::Duration::from_millis(wait)
    }
}
