//! Points in time that the machine is told.

use std::time::Duration;

/// Milliseconds since 1970, by a clock that only goes forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::jobs) struct Moment(pub(in crate::jobs) u64);

impl Moment {
    pub(in crate::jobs) fn plus(self, duration: Duration) -> Moment {
        Moment(self.0.saturating_add(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)))
    }
}
