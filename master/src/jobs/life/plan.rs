//! How a job is carried out.

use std::time::Duration;

use halite_common::job::{Batch, Report};

use super::Moment;

/// How a job is carried out.
#[derive(Clone, Debug)]
pub(in crate::jobs) struct Plan {
    /// How long a target may say nothing before it is asked.
    pub(in crate::jobs) timeout: Duration,
    /// How long a target that was asked may say nothing, and how long one may be away, before it is given up.
    pub(in crate::jobs) gather: Duration,
    /// How many targets work at once.
    pub(in crate::jobs) window: Option<usize>,
    /// How long a place in the window stays empty after a target has ended.
    pub(in crate::jobs) rest: Duration,
    /// Whether the first failure ends the job for those who have not begun.
    pub(in crate::jobs) failhard: bool,
    /// Until when the job waits for targets that are away; `None` to give them up at once.
    pub(in crate::jobs) wait_until: Option<Moment>,
}

/// The size of a batch as a number of minions, counted as Salt does.
pub(in crate::jobs) fn window(batch: Batch, targets: usize) -> usize {
    match batch {
        Batch::Count(count) => usize::try_from(count).unwrap_or(usize::MAX).max(1),
        // A float of a count of minions is small and not negative; `as` saturates all the same.
        Batch::Percent(percent) => ((percent / 100.0 * targets as f64) as usize).max(1),
    }
}

impl Plan {
    /// How long a target has to come back after the master was restarted.
    pub(in crate::jobs) fn patience(&self) -> Duration {
        self.timeout + self.gather
    }
}

/// What became of a target before the master was restarted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::jobs) enum Earlier {
    /// It had ended so.
    Ended(Report),
    /// It was away, and was not sent the job.
    NeverSent,
    /// It may have the job.
    MaybeSent,
}

/// Whether a target is there when the job begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jobs) enum Presence {
    /// It has an open session.
    Here,
    /// It has none, since that time (seconds since 1970) if it was ever seen.
    Away(Option<u64>),
}
