//! `cmd.which`, `cmd.which_bin`, `cmd.has_exec`: what is on the search path.

use halite_common::declare::{OneOrMany, Text};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Finds a program on the search path.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// The program.
    cmd: Text,
}

impl Function for Which {
    const NAME: &'static str = "cmd.which";
    type Output = Option<String>;

    fn call(self, act: &Act<'_>) -> Result<Option<String>, ModuleError> {
        Ok(find(act, &self.cmd))
    }
}

/// Finds the first of several programs that is on the search path.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichBin {
    /// The programs.
    cmds: OneOrMany<Text>,
}

impl Function for WhichBin {
    const NAME: &'static str = "cmd.which_bin";
    type Output = Option<String>;

    fn call(self, act: &Act<'_>) -> Result<Option<String>, ModuleError> {
        Ok(self.cmds.0.iter().find_map(|cmd| find(act, cmd)))
    }
}

/// Tells whether a program is on the search path.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HasExec {
    /// The program.
    cmd: Text,
}

impl Function for HasExec {
    const NAME: &'static str = "cmd.has_exec";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(find(act, &self.cmd).is_some())
    }
}

fn find(act: &Act<'_>, program: &str) -> Option<String> {
    act.host.which(program).map(|path| path.to_string_lossy().into_owned())
}
