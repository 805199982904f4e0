//! What is written down, as it is written.

use halite_common::{
    api::KeyInfo,
    crypto::sha256,
    id::{Jid, MinionId},
    job::TargetSpec,
    value::Value,
    wire::{CodecError, encode},
};
use serde::Serialize;
use serde_json::Value as Json;

/// One entry of the audit log. A kind or a field may be added, never changed.
#[derive(Debug, Serialize)]
#[serde(tag = "event")]
pub enum AuditEvent {
    /// The master has started, or stops, or follows another configuration.
    #[serde(rename = "master/started")]
    Started {
        /// Version of the program.
        version: &'static str,
    },
    /// The master stops.
    #[serde(rename = "master/stopped")]
    Stopped {},
    /// The configuration was read anew.
    #[serde(rename = "master/reloaded")]
    Reloaded {
        /// The options that have changed.
        changed: Vec<String>,
    },
    /// A job is published: written before it is sent.
    #[serde(rename = "job/published")]
    Published {
        /// Who asks.
        user: String,
        /// The job.
        jid: Jid,
        /// The functions and their arguments, without what is hidden.
        calls: Vec<Json>,
        /// The target as it was written.
        target: TargetSpec,
        /// The minions that it means.
        minions: Vec<MinionId>,
        /// Ids that were named and that no accepted key has.
        missing: Vec<String>,
    },
    /// A job could not be stored after it was written down here, and was not sent.
    #[serde(rename = "job/abandoned")]
    Abandoned {
        /// The job.
        jid: Jid,
        /// Why.
        reason: String,
    },
    /// An operator ends a job.
    #[serde(rename = "job/cancelled")]
    Cancelled {
        /// Who asks.
        user: String,
        /// The job.
        jid: Jid,
    },
    /// A target of a job has ended, and that is stored.
    #[serde(rename = "job/ended")]
    Ended {
        /// The job.
        jid: Jid,
        /// The minion.
        minion: MinionId,
        /// `done`, `failed`, `lost`, `expired`, `refused`, `absent`, `silent`,
        /// `cancelled` or `superseded`.
        state: &'static str,
        /// What it returned, if it did.
        #[serde(flatten)]
        result: Option<Outcome>,
    },
    /// A function was called by hand on a minion's host, which tells of it.
    #[serde(rename = "call/reported")]
    Reported {
        /// The job that it is stored as.
        jid: Jid,
        /// The minion.
        minion: MinionId,
        /// The function and its arguments, without what is hidden.
        call: Json,
        /// What it returned.
        #[serde(flatten)]
        result: Outcome,
    },
    /// Something was asked for and refused.
    #[serde(rename = "request/denied")]
    Denied {
        /// Who asks.
        user: String,
        /// What was asked for: `publish`, `runner`, `key` and so on.
        asked: &'static str,
        /// The functions and their arguments, without what is hidden.
        calls: Vec<Json>,
        /// The target as it was written, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        target: Option<TargetSpec>,
        /// What the operator was told.
        reason: String,
        /// Which option said no, and which entry of it.
        rule: Option<String>,
        /// Refusals just before that were too many to be written down.
        untold: u64,
    },
    /// The state of keys was changed by an operator: written before it is done.
    #[serde(rename = "key/changed")]
    KeysChanged {
        /// Who asks.
        user: String,
        /// `accept`, `reject` or `delete`.
        action: &'static str,
        /// The keys, with the state they had.
        keys: Vec<KeyEntry>,
    },
    /// A key was decided about when it came, without an operator.
    #[serde(rename = "key/decided")]
    KeyDecided {
        /// The minion.
        #[serde(flatten)]
        key: KeyEntry,
        /// Where it came from.
        address: String,
        /// What decided: `token`, `auto_accept`, `open_mode`, `autosign_file`, …; nothing of a key that waits or is denied.
        #[serde(skip_serializing_if = "String::is_empty")]
        by: String,
    },
    /// An enrolment token was made or taken back.
    #[serde(rename = "token/changed")]
    TokenChanged {
        /// Who asks.
        user: String,
        /// `create` or `revoke`.
        action: &'static str,
        /// The ids that it is for, of a new one.
        #[serde(skip_serializing_if = "Option::is_none")]
        glob: Option<String>,
        /// Its lifetime in seconds, of a new one.
        #[serde(skip_serializing_if = "Option::is_none")]
        ttl: Option<u64>,
        /// Its public name, of one that is taken back.
        #[serde(skip_serializing_if = "Option::is_none")]
        token: Option<String>,
    },
    /// A runner is called: written before it runs.
    #[serde(rename = "runner/called")]
    RunnerCalled {
        /// Who asks.
        user: String,
        /// Counts the runners since the master's start, so that the end is found.
        call: u64,
        /// The runner and its arguments, without what is hidden.
        runner: Json,
    },
    /// A runner has ended.
    #[serde(rename = "runner/ended")]
    RunnerEnded {
        /// The number of its call.
        call: u64,
        /// Whether it did what it was asked.
        success: bool,
        /// Hash of what it gave.
        #[serde(skip_serializing_if = "Option::is_none")]
        sha256: Option<String>,
    },
    /// Entries that could not be written, and are lost.
    #[serde(rename = "audit/lost")]
    Lost {
        /// How many.
        entries: u64,
    },
}

/// What a function gave.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// The functions, joined by commas.
    pub function: String,
    /// Its return code.
    pub retcode: i32,
    /// Whether it did what it was asked.
    pub success: bool,
    /// Hash of what it returned.
    pub sha256: String,
}

/// A key in the log.
#[derive(Debug, Serialize)]
pub struct KeyEntry {
    /// The minion's id.
    pub minion: MinionId,
    /// SHA-256 of the public key.
    pub fingerprint: String,
    /// `pending`, `accepted`, `rejected` or `denied`.
    pub state: &'static str,
}

impl KeyEntry {
    pub(crate) fn new(key: &KeyInfo, state: &'static str) -> KeyEntry {
        KeyEntry { minion: key.id.clone(), fingerprint: key.fingerprint.clone(), state }
    }
}

/// SHA-256 over a result's MessagePack, as it is stored: `jobs.hashes` computes it from the job store.
pub fn digest(value: &Value) -> Result<String, CodecError> {
    Ok(sha256(&encode(value)?).iter().map(|byte| format!("{byte:02x}")).collect())
}
