//! `file.exists` and `file.missing`: states that only look.

use std::path::Path;

use halite_common::declare::Text;
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::place;

/// Nothing is ever changed here.
pub(crate) enum Never {}

/// Verifies that something lies at a path.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exists {
    /// The path.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
}

/// Verifies that nothing lies at a path.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Missing {
    /// The path.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
}

impl State for Exists {
    const NAME: &'static str = "file.exists";
    type Plan = Never;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Never>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        Ok(match () {
            () if name.is_empty() => Verdict::failed("Must provide name to file.exists"),
            () if ask.probe.exists(Path::new(&name)) => Verdict::in_place(format!("Path {name} exists")),
            () => Verdict::failed(format!("Specified path {name} does not exist")),
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Never) -> Outcome {
        match *plan {}
    }

    fn apply(&self, _: &Act<'_>, plan: Never) -> Result<Outcome, ModuleError> {
        match plan {}
    }
}

impl State for Missing {
    const NAME: &'static str = "file.missing";
    type Plan = Never;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Never>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        Ok(match () {
            () if name.is_empty() => Verdict::failed("Must provide name to file.missing"),
            () if ask.probe.exists(Path::new(&name)) => {
                Verdict::failed(format!("Specified path {name} exists"))
            }
            () => Verdict::in_place(format!("Path {name} is missing")),
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Never) -> Outcome {
        match *plan {}
    }

    fn apply(&self, _: &Act<'_>, plan: Never) -> Result<Outcome, ModuleError> {
        match plan {}
    }
}
