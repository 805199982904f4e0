//! What has to be done for a job.

use std::sync::Arc;

use halite_common::{
    id::MinionId,
    job::{Progress, Report, Return},
};

/// What has to be done for a job, in order.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::jobs) enum Action {
    /// Send the job.
    Send(MinionId),
    /// Ask the minion whether it holds the job.
    Find(MinionId),
    /// Tell the minion to end the job.
    Cancel(MinionId),
    /// Store what a target ended with, then say [`super::Happening::Kept`].
    Keep { id: MinionId, serial: u32, report: Report, result: Option<Arc<Return>> },
    /// Tell the minion that its return is stored.
    Acknowledge(MinionId),
    /// Tell whoever watches that a return is stored.
    TellReturn(Arc<Return>),
    /// Tell whoever watches where a target stands.
    TellReport(MinionId, Report),
    /// Tell whoever watches how far a target is.
    TellProgress(MinionId, Progress),
    /// Every target has ended.
    End,
}
