//! What whoever watches a job is told.

use std::sync::Arc;

use halite_common::{
    failure::Failure,
    id::MinionId,
    job::{Progress, Report, Return},
};
use tokio::sync::mpsc;

use super::JobRecord;

/// One step of a job.
#[derive(Clone, Debug)]
pub enum Step {
    /// A return is stored.
    Return(Arc<Return>),
    /// A target has come to another state.
    Report(MinionId, Report),
    /// A target tells how far it is.
    Progress(MinionId, Progress),
    /// A target has returned, but what it returned could not be stored.
    NotStored(MinionId, Failure),
    /// Every target has ended.
    End,
}

/// A job as it stands, and the way to what follows.
#[derive(Debug)]
pub struct Snapshot {
    /// The job.
    pub record: Arc<JobRecord>,
    /// Where each target stands.
    pub reports: Vec<(MinionId, Report)>,
    /// What follows. It breaks off, without [`Step::End`], when the watcher is too slow.
    pub steps: mpsc::Receiver<Step>,
}
