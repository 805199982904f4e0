//! `sysctl.present`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::config;

/// Gives the kernel a value, and keeps it in a file for the next boot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Present {
    /// The setting, such as `vm.swappiness`.
    name: Text,
    /// The value.
    value: Value,
    /// The file.
    #[serde(default)]
    config: Option<Text>,
}

/// What is there.
pub(crate) struct Plan {
    file: String,
    kept: bool,
    current: String,
}

impl State for Present {
    const NAME: &'static str = "sysctl.present";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let (name, value) = (&self.name, self.value.to_string());
        let file = self.config.as_deref().map_or(config::default_file(ask), |file| file).to_owned();
        let text = ask.probe.read(file.as_ref()).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let own: Vec<&str> = config::settings(&text)
            .into_iter()
            .filter(|(own, _)| *own == name.0)
            .map(|(_, set)| set)
            .collect();
        let current = match config::current(ask, name) {
            Ok(current) => current,
            Err(error) => return Ok(Verdict::failed(format!("Failed to set {name} to {value}: {error}"))),
        };
        let set = own.iter().any(|set| config::same(set, &value));
        Ok(match set && config::same(&current, &value) {
            true => Verdict::in_place(format!("Sysctl value {name} = {value} is already set")),
            false => Verdict::Change(Plan { file, kept: !own.is_empty(), current }),
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let (name, value) = (&self.name, self.value.to_string());
        let comment = match (plan.current.is_empty(), plan.kept) {
            (false, false) if config::same(&plan.current, &value) => format!(
                "Sysctl value is currently set on the running system but not in a config file. Sysctl option {name} \
                 set to be changed to {value} in config file."
            ),
            (_, false) => format!("Sysctl option {name} set to be changed to {value}"),
            (true, true) => format!(
                "Sysctl value {name} is present in configuration file but is not present in the running config. The \
                 value {name} is set to be changed to {value}"
            ),
            _ => format!("Sysctl option {name} would be changed to {value}"),
        };
        Outcome::changed(Dict::new(), comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let (name, value) = (&self.name, self.value.to_string());
        Ok(match config::persist(act, &plan.file, name, &value) {
            Ok(()) => Outcome::changed(
                Dict::from([(name.0.as_str(), self.value.clone())]),
                format!("Updated sysctl value {name} = {value}"),
            ),
            Err(error) => Outcome::failed(format!("Failed to set {name} to {value}: {error}")),
        })
    }
}
