//! What an operator asks for.

use serde::{Deserialize, Serialize};

use super::Call;
use crate::value::Dict;

/// How a target expression is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// Shell glob on the id.
    #[default]
    Glob,
    /// Regular expression on the id, anchored at its start.
    Pcre,
    /// Ids, separated by commas or spaces.
    List,
    /// `grain:sub:glob`.
    Grain,
    /// `grain:sub:regex`.
    GrainPcre,
    /// `pillar:key:glob`.
    Pillar,
    /// `pillar:key:regex`.
    PillarPcre,
    /// `pillar:key:value`, no wildcards.
    PillarExact,
    /// An address or a network.
    Ipcidr,
    /// A name from `nodegroups`.
    Nodegroup,
    /// Words joined by `and`, `or`, `not` and parentheses.
    Compound,
}

/// A target as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TargetSpec {
    /// How the expression is read.
    pub kind: TargetKind,
    /// The expression.
    pub expression: String,
    /// What separates the steps of a grain or pillar path.
    pub delimiter: String,
}

/// How many minions work at once.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Batch {
    /// So many.
    Count(u32),
    /// So many of a hundred, at least one.
    Percent(f64),
}

/// What an operator asks for: whom, what, and how to wait.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Publish {
    /// Whom.
    pub target: TargetSpec,
    /// What: one call, or several that run one after the other.
    pub calls: Vec<Call>,
    /// Seconds to wait before silent minions are asked.
    #[serde(default)]
    pub timeout: Option<u32>,
    /// At most so many minions at once.
    #[serde(default)]
    pub batch: Option<Batch>,
    /// Seconds to wait after each minion of a batch.
    #[serde(default)]
    pub batch_wait: Option<u32>,
    /// Ends a batch at the first failure.
    #[serde(default)]
    pub failhard: bool,
    /// Only so many of the matching minions, chosen at random.
    #[serde(default)]
    pub subset: Option<u32>,
    /// Keeps the job for minions that are away, for so many seconds; 0 does not, `None` leaves it to the master's
    /// `queue_ttl`.
    #[serde(default)]
    pub queue_ttl: Option<u32>,
    /// Words to find the job by.
    #[serde(default)]
    pub metadata: Dict,
    /// The outputter that the operator asked for, recorded with the job.
    #[serde(default)]
    pub out: Option<String>,
}
