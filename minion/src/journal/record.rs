//! What stands in the journal.

use std::sync::Arc;

use halite_common::{
    id::Jid,
    job::{Job, Return},
};
use serde::{Deserialize, Serialize};

/// One line of the journal. A field may be added with a default, never changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Record {
    /// A job was taken.
    Accepted { job: Arc<Job> },
    /// It begins: from here on it is never run again.
    Begun { jid: Jid },
    /// It has a result, which is owed to the master. `expires` is the job's.
    Returned { result: Arc<Return>, expires: u64 },
    /// The master has the result.
    Acknowledged { jid: Jid },
    /// A job that is over, remembered so that it is not taken again.
    Remembered { jid: Jid, expires: u64 },
}

impl Record {
    /// Whose record it is.
    pub(super) fn jid(&self) -> Jid {
        match self {
            Record::Accepted { job } => job.jid,
            Record::Returned { result, .. } => result.jid,
            Record::Begun { jid } | Record::Acknowledged { jid } | Record::Remembered { jid, .. } => *jid,
        }
    }
}
