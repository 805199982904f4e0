//! `service.masked` and `service.unmasked`.

use halite_common::declare::Text;
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::provider;

/// Keeps a service from being started at all.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Masked {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Only until the next boot.
    #[serde(default)]
    runtime: bool,
}

impl State for Masked {
    const NAME: &'static str = "service.masked";
    type Plan = ();

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        if provider::of(ask)?.masked(ask, &self.name, self.runtime, None)? {
            let sort = sort(self.runtime);
            return Ok(Verdict::in_place(format!("Service {} is already {sort}", self.name)));
        }
        Ok(Verdict::Change(()))
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        let comment = format!("Service {} would be {}", self.name, sort(self.runtime));
        Outcome::changed(Outcome::change(sort(self.runtime), false, true), comment)
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        set(act, &self.name, true, self.runtime)
    }
}

/// Lets a service be started again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Unmasked {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Removes the mask that lasts until the next boot.
    #[serde(default)]
    runtime: bool,
}

impl State for Unmasked {
    const NAME: &'static str = "service.unmasked";
    type Plan = ();

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        if !provider::of(ask)?.masked(ask, &self.name, self.runtime, None)? {
            let action = undone(self.runtime);
            return Ok(Verdict::in_place(format!("Service {} was already {action}", self.name)));
        }
        Ok(Verdict::Change(()))
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        let comment = format!("Service {} would be {}", self.name, undone(self.runtime));
        Outcome::changed(Outcome::change(sort(self.runtime), true, false), comment)
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        set(act, &self.name, false, self.runtime)
    }
}

fn set(act: &Act<'_>, name: &str, on: bool, runtime: bool) -> Result<Outcome, ModuleError> {
    let provider = provider::of(&act.ask())?;
    provider.set_masked(act, name, on, runtime, None)?;
    if provider.masked(&act.ask(), name, runtime, None)? != on {
        let verb = if on { "mask" } else { "unmask" };
        return Ok(Outcome::failed(format!("Failed to {verb} service {name}")));
    }
    let done = if on { sort(runtime) } else { undone(runtime) };
    Ok(Outcome::changed(Outcome::change(sort(runtime), !on, on), format!("Service {name} was {done}")))
}

fn sort(runtime: bool) -> &'static str {
    if runtime { "runtime masked" } else { "masked" }
}

fn undone(runtime: bool) -> &'static str {
    if runtime { "runtime unmasked" } else { "unmasked" }
}
