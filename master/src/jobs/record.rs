//! Jobs and their ends as they are stored.

use halite_common::{
    id::{Jid, MinionId},
    job::{Publish, Report, Return},
    wire::Envelope,
};
use serde::{Deserialize, Serialize};

/// A job as it is stored, by its jid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobRecord {
    /// What was asked for.
    pub publish: Publish,
    /// Who asked.
    pub user: String,
    /// What the minions are sent.
    pub envelope: Envelope,
    /// The minions it is for.
    pub minions: Vec<MinionId>,
    /// Ids that were named one by one and that no accepted key has.
    pub missing: Vec<String>,
    /// Until when it waits for minions that are away (milliseconds since 1970).
    pub wait_until: Option<u64>,
    /// The minions that were away when it was published, if it waits for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<MinionId>,
    /// Whether an operator has ended it.
    #[serde(default)]
    pub cancelled: bool,
}

impl JobRecord {
    /// The functions, in order.
    pub fn functions(&self) -> Vec<String> {
        self.publish.calls.iter().map(|call| call.function.clone()).collect()
    }
}

/// What a target ended with, as it is stored, by jid and minion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndRecord {
    /// Where the target stands.
    pub report: Report,
    /// What it returned, if it did.
    pub result: Option<Return>,
    /// When this was stored (milliseconds since 1970).
    pub at: u64,
    /// Whether it is certain that the target was never sent the job, so that it owes nothing.
    #[serde(default)]
    pub never_sent: bool,
}

/// The row's key of one target of a job.
pub(super) fn target_key(jid: Jid, id: &MinionId) -> Vec<u8> {
    format!("{jid}/{id}").into_bytes()
}

/// The beginning of the row keys of all targets of a job.
pub(super) fn target_prefix(jid: Jid) -> Vec<u8> {
    format!("{jid}/").into_bytes()
}
