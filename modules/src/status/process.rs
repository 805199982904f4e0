//! Processes.

use halite_common::{declare::Text, value::Dict};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::parse;
use crate::cmd::english;

fn ps(act: &Act<'_>) -> Result<String, ModuleError> {
    Ok(act.host.query(&english(Command::new(["ps", "-efHww"])))?.stdout_text())
}

/// Lists processes with their users and commands.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Procs {}

impl Function for Procs {
    const NAME: &'static str = "status.procs";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(parse::procs(&ps(act)?))
    }
}

/// Lists the ids of processes whose line in `ps` fits, one a line.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Pid {
    /// A regular expression.
    sig: Text,
}

impl Function for Pid {
    const NAME: &'static str = "status.pid";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let pattern = fancy_regex::Regex::new(&self.sig);
        let pattern = pattern.map_err(|error| ModuleError::Usage(error.to_string()))?;
        let text = ps(act)?;
        let fitting = text.lines().filter(|line| !line.contains("ps -efHww"));
        let fitting = fitting.filter(|line| pattern.is_match(line).unwrap_or(false));
        let pids: Vec<&str> = fitting.filter_map(|line| line.split_whitespace().nth(1)).collect();
        Ok(pids.join("\n"))
    }
}
