//! Everything that can happen to the executor.

use std::sync::{Arc, mpsc::SyncSender};

use halite_common::{
    id::Jid,
    job::{Job, Return},
    wire::ToMinion,
};

/// Everything that can happen to the executor.
pub enum Input {
    /// The master says something.
    Message(ToMinion),
    /// The session is over.
    Offline,
    /// A job was looked at: it is ours, or why it is not taken.
    Looked {
        /// The job.
        job: Arc<Job>,
        /// How long its envelope is.
        bytes: u64,
        /// Why it is not taken.
        verdict: Result<(), String>,
    },
    /// A job is further than it was.
    Progress(Jid),
    /// A job's thread is done.
    Ended(Arc<Return>),
    /// A job of this minion asks that a job ends.
    Signal {
        /// The job.
        jid: Jid,
        /// The signal to its processes.
        signal: i32,
    },
    /// A job was told to end; it is not to take long.
    Ending(Jid),
    /// No more jobs; say when all is kept.
    Stop(SyncSender<()>),
}
