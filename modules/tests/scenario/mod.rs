//! A scenario: arguments and a made-up machine, and what must come of them.

mod expect;
mod play;
mod stage;

use std::collections::BTreeMap;

use expect::{Expected, Left};
use halite_modules::fake::Answer;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use stage::Thing;

/// What a scenario file says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// Arguments of the state.
    args: Map<String, Json>,
    /// Grains of the minion.
    #[serde(default)]
    grains: Map<String, Json>,
    /// Pillar of the minion.
    #[serde(default)]
    pillar: Map<String, Json>,
    /// Configuration of the minion.
    #[serde(default)]
    options: Map<String, Json>,
    /// What lies on the disk, by path: text, or a table with more.
    #[serde(default)]
    files: BTreeMap<String, Thing>,
    /// Files on the master's file server.
    #[serde(default)]
    served: BTreeMap<String, String>,
    /// Programs that there are; all, if not given.
    programs: Option<Vec<String>>,
    /// What commands answer.
    #[serde(default)]
    answers: Vec<Answer>,
    /// What must come of a real run.
    expect: Expected,
    /// What test mode must tell, where it is not the same with result `None`.
    #[serde(default)]
    test: Expected,
    /// What the second run must tell beside no changes.
    #[serde(default)]
    again: Expected,
    /// Lines of the commands that must have run, in order.
    commands: Option<Vec<String>>,
    /// What must lie on the disk in the end.
    #[serde(default)]
    left: BTreeMap<String, Left>,
}

impl Scenario {
    /// Reads a scenario file.
    pub(crate) fn parse(text: &str) -> Result<Scenario, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }
}
