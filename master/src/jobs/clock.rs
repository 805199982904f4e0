//! The master's clock: the time of day, but only forward.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use super::life::Moment;

/// The time of day when the program began, and what has passed since. A clock that is set meanwhile moves no deadline.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    Host { epoch_micros: i64, start: Instant },
    Told(Arc<AtomicI64>),
}

impl Clock {
    /// Starts the clock.
    pub fn start() -> Clock {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let epoch_micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        Clock(Source::Host { epoch_micros, start: Instant::now() })
    }

    /// A clock that is told the time, in microseconds since 1970, where time is made up. It must not be set back.
    pub fn told(micros: Arc<AtomicI64>) -> Clock {
        Clock(Source::Told(micros))
    }

    /// Microseconds since 1970.
    pub(super) fn micros(&self) -> i64 {
        match &self.0 {
            Source::Host { epoch_micros, start } => {
                let passed = i64::try_from(start.elapsed().as_micros()).unwrap_or(i64::MAX);
                epoch_micros.saturating_add(passed)
            }
            Source::Told(micros) => micros.load(Ordering::Relaxed),
        }
    }

    pub(super) fn moment(&self) -> Moment {
        Moment(u64::try_from(self.micros() / 1000).unwrap_or(0))
    }

    /// How long it is until the moment comes.
    pub(super) fn until(&self, moment: Moment) -> Duration {
        Duration::from_millis(moment.0.saturating_sub(self.moment().0))
    }
}
