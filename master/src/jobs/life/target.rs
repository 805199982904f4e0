//! One target of one job.

use std::sync::Arc;

use halite_common::job::{Report, Return};

use super::Moment;

/// One target of one job.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) report: Report,
    /// Whether it has an open session.
    pub(super) here: bool,
    /// When its silence, or its absence, has a consequence.
    pub(super) due: Option<Moment>,
    /// It was asked, and has not answered.
    pub(super) asked: bool,
    /// How often it was asked since it last said something of its own.
    pub(super) asks: u32,
    /// How often it has said not to hold a job that it had.
    pub(super) misses: u32,
    /// How often the job was sent.
    pub(super) sends: u32,
    /// Whether it may have been sent before the master was restarted.
    pub(super) maybe_sent: bool,
    /// What is being stored.
    pub(super) keeping: Option<Keeping>,
    /// How often something was to be stored.
    pub(super) keeps: u32,
}

/// What is being stored.
#[derive(Clone, Debug)]
pub(super) struct Keeping {
    /// Tells it from what was to be stored before.
    pub(super) serial: u32,
    pub(super) report: Report,
    pub(super) result: Option<Arc<Return>>,
    /// It could not be stored, and is to be tried again when the target falls due.
    pub(super) failed: bool,
}

impl Target {
    pub(super) fn new(here: bool) -> Target {
        Target {
            report: Report::Queued,
            here,
            due: None,
            asked: false,
            asks: 0,
            misses: 0,
            sends: 0,
            maybe_sent: false,
            keeping: None,
            keeps: 0,
        }
    }

    /// Whether it has the job, as far as is known, and has not ended.
    pub(super) fn is_working(&self) -> bool {
        matches!(self.report, Report::Sent | Report::Accepted | Report::Running)
    }

    /// Whether it may have the job, or have had it.
    pub(super) fn may_have_it(&self) -> bool {
        self.sends > 0 || self.maybe_sent
    }

    /// Whether it has said that it has the job.
    pub(super) fn has_it(&self) -> bool {
        matches!(self.report, Report::Accepted | Report::Running)
    }
}

/// The end that a return stands for.
pub(in crate::jobs) fn end_of(result: &Return) -> Report {
    if result.lost {
        Report::Lost
    } else if result.retcode == 0 && result.success {
        Report::Done
    } else {
        Report::Failed
    }
}
