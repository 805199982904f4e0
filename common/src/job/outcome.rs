//! What comes back: where each target stands, how far it is, and what it returned.

use serde::{Deserialize, Serialize};

use crate::{
    failure::Failure,
    id::{Jid, MinionId},
    value::Value,
};

/// Where one target of one job stands.
///
/// `queued → sent → accepted → running → done | failed`; the other states are final too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Report {
    /// Stored, not yet sent.
    Queued,
    /// Stored; the minion is away, and the job waits for it.
    Waiting {
        /// Until when (seconds since 1970).
        until: u64,
    },
    /// Handed to the network.
    Sent,
    /// The minion has it and will run it.
    Accepted,
    /// The minion runs it.
    Running,
    /// It returned, with return code 0.
    Done,
    /// It returned, with another return code.
    Failed,
    /// It was running when the minion died; it was not run again.
    Lost,
    /// Its time ran out before it could start.
    Expired,
    /// The minion did not take it.
    Refused {
        /// Why.
        reason: String,
    },
    /// The minion was away and the job does not wait.
    Absent {
        /// Since when (seconds since 1970), if it was ever seen.
        since: Option<u64>,
    },
    /// The minion was there but did not answer in time.
    Silent,
    /// The operator ended the job before it was sent to this minion.
    Cancelled,
    /// While it waited for the minion, an equal job took its place.
    Superseded {
        /// The job that the minion gets instead.
        by: Jid,
    },
}

impl Report {
    /// Tells whether nothing will change any more.
    pub fn is_final(&self) -> bool {
        !matches!(
            self,
            Report::Queued | Report::Waiting { .. } | Report::Sent | Report::Accepted | Report::Running
        )
    }
}

/// How far a state run is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// States done.
    pub done: u32,
    /// States in all.
    pub total: u32,
    /// The state that runs now.
    pub current: String,
}

/// What a minion returns for a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Return {
    /// The job.
    pub jid: Jid,
    /// Who returns. The master sets this from the session; what a peer wrote here is not looked at.
    pub id: MinionId,
    /// The function; several are joined by commas.
    pub function: String,
    /// What it returned; for several functions a dictionary by function name.
    pub value: Value,
    /// 0 for success.
    pub retcode: i32,
    /// Whether the function did what it was asked.
    pub success: bool,
    /// The outputter that suits the value, such as `highstate`.
    #[serde(default)]
    pub out: Option<String>,
    /// What went wrong, with its places and hints, beside the words in `value`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
    /// Set when the job was running as the minion died: the value then tells so.
    #[serde(default)]
    pub lost: bool,
}
