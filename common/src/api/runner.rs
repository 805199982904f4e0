//! What `halite run -d` shows.

use serde::{Deserialize, Serialize};

/// A runner's documentation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunnerDoc {
    /// The name that users write, such as `jobs.list_jobs`.
    pub name: String,
    /// What it does.
    pub text: String,
    /// Its arguments in positional order.
    pub parameters: Vec<Parameter>,
}

/// One argument of a runner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// The name that users write.
    pub name: String,
    /// What it means.
    pub text: String,
    /// Whether a call without it is an error.
    pub required: bool,
}
