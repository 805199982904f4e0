//! What a minion is told to do.

use serde::{Deserialize, Serialize};

use super::TargetSpec;
use crate::{declare::Arguments, id::Jid};

/// One function with its arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The function, such as `state.apply`.
    pub function: String,
    /// Its arguments.
    #[serde(default)]
    pub arguments: Arguments,
}

/// A job as it is signed by the master and checked by the minion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// The job's id.
    pub jid: Jid,
    /// Whom it is for; each minion checks again.
    pub target: TargetSpec,
    /// What to do.
    pub calls: Vec<Call>,
    /// Who asked, such as `root`.
    pub user: String,
    /// After this time (seconds since 1970) it must not start any more.
    pub expires: u64,
    /// What the target's `nodegroup` words stand for, so that the minion needs no list of its own.
    #[serde(default)]
    pub nodegroups: crate::value::Dict,
}
