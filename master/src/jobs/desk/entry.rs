//! A job at the desk.

use std::{collections::HashMap, sync::Arc};

use halite_common::{api::Published, failure::Failure, id::MinionId};
use tokio::sync::{mpsc, oneshot};

use super::super::{
    JobRecord, Step,
    life::{Life, Moment},
};

/// A job at the desk.
pub(super) struct Entry {
    pub(super) life: Life,
    pub(super) record: Arc<JobRecord>,
    /// Who is told of each step.
    pub(super) watchers: Vec<mpsc::Sender<Step>>,
    /// Whom the operator waits at until the job is stored.
    pub(super) reply: Option<oneshot::Sender<Result<Published, Failure>>>,
    /// Targets that were away when the job was published.
    pub(super) marks: HashMap<MinionId, Mark>,
    /// When the life wants to be woken, as it is noted among the timers.
    pub(super) wake_at: Option<Moment>,
}

/// Whether it is stored that a target which was away is sent the job.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    Missing,
    Writing,
    Stored,
}

impl Entry {
    pub(super) fn new(life: Life, record: JobRecord) -> Entry {
        let marks = record.away.iter().map(|id| (id.clone(), Mark::Missing)).collect();
        let record = Arc::new(record);
        Entry { life, record, watchers: Vec::new(), reply: None, marks, wake_at: None }
    }

    /// Tells a step; a watcher that is too slow is let go, and may look again.
    pub(super) fn tell(&mut self, step: &Step) {
        self.watchers.retain(|watcher| watcher.try_send(step.clone()).is_ok());
    }
}
