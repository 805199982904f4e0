//! `timezone.system`.

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::clock;

/// Sets the zone of the machine's clock.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct System {
    /// The zone, such as `Europe/Berlin`.
    name: Text,
    /// Lets the hardware clock show UTC; `False` leaves it alone.
    #[serde(default = "yes")]
    utc: bool,
}

fn yes() -> bool {
    true
}

/// What is not so.
pub(crate) struct Plan {
    zone: bool,
    utc: bool,
}

impl State for System {
    const NAME: &'static str = "timezone.system";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = &self.name;
        let zone = match clock::is_set(ask, name) {
            Ok(set) => !set,
            Err(error) => {
                return Ok(Verdict::failed(format!(
                    "Unable to compare desired timezone '{name}' to system timezone: {error}"
                )));
            }
        };
        if zone && let Err(error) = clock::file(ask, name) {
            return Ok(Verdict::failed(error.to_string()));
        }
        let utc = self.utc && clock::hardware(ask) != "UTC";
        if zone || utc {
            return Ok(Verdict::Change(Plan { zone, utc }));
        }
        let mut comment = format!("Timezone {name} already set");
        if self.utc {
            comment.push_str(&format!(", UTC already set to {name}"));
        }
        Ok(Verdict::in_place(comment))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let zone = plan.zone.then(|| format!("Timezone {} needs to be set", self.name));
        let utc = plan.utc.then(|| "UTC needs to be set to True".to_owned());
        let told: Vec<String> = [zone, utc].into_iter().flatten().collect();
        Outcome::changed(Dict::new(), told.join(", "))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let (mut told, mut changes, mut well) = (Vec::new(), Dict::new(), true);
        if plan.zone {
            match clock::set(act, &self.name) {
                Ok(()) => {
                    changes.insert("timezone", self.name.0.as_str());
                    told.push(format!("Set timezone {}", self.name));
                }
                Err(error) => {
                    well = false;
                    told.push(format!("Failed to set timezone: {error}"));
                }
            }
        }
        if plan.utc {
            if clock::set_hardware(act, "UTC")? {
                changes.insert("utc", true);
                told.push("Set UTC to True".into());
            } else {
                well = false;
                told.push("Failed to set UTC to True".into());
            }
        }
        Ok(Outcome { result: Some(well), ..Outcome::changed(changes, told.join(", ")) })
    }
}
