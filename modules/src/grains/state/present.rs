//! `grains.present`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::normal;
use crate::grains::{
    exec::{read::colon, write},
    set::Leave,
};

/// Makes sure that a grain has a value.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Present {
    /// Name of the grain; `a:b` leads into nested data.
    name: Text,
    /// The value.
    value: Value,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
    /// Overwrites lists, dictionaries and what stands in the way.
    #[serde(default)]
    force: bool,
}

/// What is there now.
pub(in crate::grains) struct Plan {
    name: String,
    exists: bool,
}

impl State for Present {
    const NAME: &'static str = "grains.present";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = normal(&self.name, &self.delimiter);
        let grains = ask.facts.grains();
        let existing = grains.traverse(&name, ":");
        if existing == Some(&self.value) {
            return Ok(Verdict::in_place("Grain is already set"));
        }
        Ok(Verdict::Change(Plan { exists: existing.is_some(), name }))
    }

    fn describe(&self, _: &Ask<'_>, Plan { name, exists }: &Plan) -> Outcome {
        if *exists {
            let new = Dict::from([(name.as_str(), self.value.clone())]);
            Outcome::changed(Dict::from([("changed", new)]), format!("Grain {name} is set to be changed"))
        } else {
            let new = Dict::from([("new", name.as_str())]);
            Outcome::changed(new, format!("Grain {name} is set to be added"))
        }
    }

    fn apply(&self, act: &Act<'_>, Plan { name, .. }: Plan) -> Result<Outcome, ModuleError> {
        let leave = Leave { force: self.force, destructive: false };
        let done = write::set(act, &name, &self.value, leave, ":")?;
        let comment = if done.result && !done.changes.is_empty() {
            format!("Set grain {name} to {}", self.value)
        } else {
            done.comment
        };
        Ok(Outcome { result: Some(done.result), ..Outcome::changed(done.changes, comment) })
    }
}
