//! `host.only`.

use halite_common::declare::{OneOrMany, Text};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hosts;

/// Gives an address these names and no other.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Only {
    /// The address.
    name: Text,
    /// The names.
    hostnames: OneOrMany<Text>,
}

/// The names before and after.
pub(crate) struct Plan {
    old: String,
    new: String,
}

impl State for Only {
    const NAME: &'static str = "host.only";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = &self.name;
        let old = hosts::read(ask)?.names(name).join(" ");
        let new = self.hostnames.0.iter().map(|name| name.trim()).collect::<Vec<_>>().join(" ");
        Ok(match old == new {
            true => Verdict::in_place(format!("IP address {name} already set to \"{new}\"")),
            false => Verdict::Change(Plan { old, new }),
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let Plan { old, new } = plan;
        let comment = format!("Would change {} from \"{old}\" to \"{new}\"", self.name);
        Outcome::changed(Default::default(), comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let mut table = hosts::read(&act.ask())?;
        table.set(&self.name, &plan.new, None);
        hosts::write(act, &table)?;
        let Plan { old, new } = plan;
        let comment = format!("successfully changed {} from \"{old}\" to \"{new}\"", self.name);
        Ok(Outcome::changed(Outcome::change(&self.name, old, new), comment))
    }
}
