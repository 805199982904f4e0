//! `module.wait`: does nothing by itself; runs the function when a watched state changed.

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::run::Run;

/// Runs functions only when a watched state changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wait {
    /// What `module.run` takes as its name.
    #[serde(default)]
    name: Option<Text>,
    /// What `module.run` takes.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl State for Wait {
    const NAME: &'static str = "module.wait";
    type Plan = ();
    const WATCHES: bool = true;

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        Ok(Verdict::in_place(""))
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place("")
    }
    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome::in_place(""))
    }
    fn watched(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        Run::of(self.name.as_ref(), &self.kwargs).watched(act)
    }
    fn describe_watched(&self, ask: &Ask<'_>) -> Outcome {
        Run::of(self.name.as_ref(), &self.kwargs).describe_watched(ask)
    }
}

/// The same as `module.wait`.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Watch(Wait);

impl State for Watch {
    const NAME: &'static str = "module.watch";
    type Plan = ();
    const WATCHES: bool = true;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        self.0.check(ask)
    }
    fn describe(&self, ask: &Ask<'_>, plan: &()) -> Outcome {
        self.0.describe(ask, plan)
    }
    fn apply(&self, act: &Act<'_>, plan: ()) -> Result<Outcome, ModuleError> {
        self.0.apply(act, plan)
    }
    fn watched(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        self.0.watched(act)
    }
    fn describe_watched(&self, ask: &Ask<'_>) -> Outcome {
        self.0.describe_watched(ask)
    }
}
