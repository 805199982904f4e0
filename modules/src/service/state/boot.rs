//! `service.enabled` and `service.disabled`.

use halite_common::declare::Text;
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    super::provider,
    not_available,
    toggle::{Fares, already, announced, toggle},
};

/// Makes a service start at boot.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Enabled {
    /// Name of the unit, with or without `.service`.
    name: Text,
}

impl State for Enabled {
    const NAME: &'static str = "service.enabled";
    type Plan = ();

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        let provider = provider::of(ask)?;
        if provider.unit(ask, &self.name)?.available {
            return compare(ask, &self.name, true);
        }
        if !ask.facts.test() {
            return Ok(Verdict::failed(not_available(&self.name)));
        }
        let comment = format!(
            "Service {} not present; if created in this state run, it would have been enabled",
            self.name
        );
        Ok(Verdict::InPlace(Outcome { result: None, ..Outcome::in_place(comment) }))
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place(announced(&self.name, true))
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        let provider = provider::of(&act.ask())?;
        toggle(act, provider, &self.name, true, Fares::AsWanted, Outcome::in_place(""))
    }
}

/// Keeps a service from starting at boot.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Disabled {
    /// Name of the unit, with or without `.service`.
    name: Text,
}

impl State for Disabled {
    const NAME: &'static str = "service.disabled";
    type Plan = ();

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        if provider::of(ask)?.unit(ask, &self.name)?.available {
            return compare(ask, &self.name, false);
        }
        Ok(Verdict::in_place(not_available(&self.name)))
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place(announced(&self.name, false))
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        let provider = provider::of(&act.ask())?;
        toggle(act, provider, &self.name, false, Fares::AsWanted, Outcome::in_place(""))
    }
}

fn compare(ask: &Ask<'_>, name: &str, on: bool) -> Result<Verdict<()>, ModuleError> {
    if provider::of(ask)?.enabled(ask, name, None)? == on {
        return Ok(Verdict::in_place(already(name, on, Fares::AsWanted)));
    }
    Ok(Verdict::Change(()))
}
