//! What happens to a job, as an operator sees it.

use serde::{Deserialize, Serialize};

use crate::{
    failure::Failure,
    id::{Jid, MinionId},
    job::{Progress, Report, Return},
};

/// A job that was stored and is being sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The job's id.
    pub jid: Jid,
    /// The functions.
    pub functions: Vec<String>,
    /// The minions it is for.
    pub minions: Vec<MinionId>,
    /// Ids that were named one by one and that no accepted key has.
    #[serde(default)]
    pub missing: Vec<String>,
}

/// One step of a job. A stream begins with `Published`, tells every target's present state, and closes with `Ended`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobEvent {
    /// The job is stored.
    Published(Published),
    /// A target has come to another state.
    Report {
        /// The target.
        id: MinionId,
        /// Where it stands now.
        report: Report,
    },
    /// A target tells how far it is.
    Progress {
        /// The target.
        id: MinionId,
        /// How far.
        progress: Progress,
    },
    /// A target has returned, and the return is stored; its `Report` follows.
    Return(Return),
    /// A target has returned, but what it returned could not be stored; it is asked again, and nothing is lost.
    NotStored {
        /// The target.
        id: MinionId,
        /// Why.
        why: Failure,
    },
    /// Every target has come to its end; nothing follows.
    Ended {
        /// Where each target stands.
        reports: Vec<(MinionId, Report)>,
    },
}
