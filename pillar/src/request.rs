//! What a pillar is asked for with, and what comes back.

use std::sync::Arc;

use halite_common::{failure::Failure, value::Dict};

/// Whose pillar, and with which choices of the run.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The minion's id.
    pub id: String,
    /// Its grains. They are the minion's own word: no proof of anything.
    pub grains: Arc<Dict>,
    /// The environment of the run, if one was chosen.
    pub saltenv: Option<String>,
    /// The pillar environment, if one was chosen.
    pub pillarenv: Option<String>,
    /// Values from the command line (`pillar=`), merged over the pillar.
    pub overrides: Dict,
}

/// A minion's pillar.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// The pillar; `_errors` is in it if anything failed, as in Salt.
    pub pillar: Dict,
    /// What failed, with places. For the master's log: it may show text that is not the minion's to see.
    pub failures: Vec<Failure>,
    /// The targets of the top files that took this minion by its grains, which are its own word.
    pub by_grain: Vec<String>,
    /// Whether it stays the same as long as the pillar tree, the grains and the configuration do. It may not where a
    /// source elsewhere was asked, a template looked at this host, or something failed.
    pub lasting: bool,
}
