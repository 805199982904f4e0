//! What happens to a job.

use std::sync::Arc;

use halite_common::{
    id::{Jid, MinionId},
    job::{Progress, Return},
};

/// What happens to a job.
#[derive(Clone, Debug)]
pub(in crate::jobs) enum Happening {
    /// The job is stored: it may be sent.
    Stored,
    /// A session with the minion has opened; `holds` tells whether it has the job and has not returned it.
    Opened { id: MinionId, holds: bool },
    /// The session has closed.
    Closed { id: MinionId },
    /// The job did not go into the minion's queue, because that is full.
    Busy { id: MinionId },
    /// The minion has taken the job.
    Accepted { id: MinionId },
    /// The minion does not take the job.
    Refused { id: MinionId, reason: String },
    /// The minion has begun.
    Started { id: MinionId },
    /// The minion tells how far it is.
    Progress { id: MinionId, progress: Progress },
    /// The minion was asked whether it holds the job.
    Answered { id: MinionId, holds: bool },
    /// The minion returns.
    Returned { result: Arc<Return> },
    /// What a target ended with is stored; `serial` is that of [`super::Action::Keep`].
    Kept { id: MinionId, serial: u32 },
    /// What a target ended with could not be stored.
    NotKept { id: MinionId, serial: u32 },
    /// The operator ends the job.
    Cancelled,
    /// An equal job waits for the minion, too, and is enough.
    Superseded { id: MinionId, by: Jid },
    /// Time has passed.
    Tick,
}
