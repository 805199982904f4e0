//! `grains.exists`.

use halite_common::declare::Text;
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::normal;
use crate::grains::exec::read::colon;

/// Fails where there is no such grain. Changes nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Exists {
    /// Name of the grain; `a:b` leads into nested data.
    name: Text,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
}

impl State for Exists {
    const NAME: &'static str = "grains.exists";
    type Plan = ();

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        Ok(match ask.facts.grains().traverse(&normal(&self.name, &self.delimiter), ":") {
            Some(_) => Verdict::in_place("Grain exists"),
            None => Verdict::failed("Grain does not exist"),
        })
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place("Grain exists")
    }
    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome::in_place("Grain exists"))
    }
}
