//! A variable that is in a table, or is not.

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::cron::{change::Came, tab::Tab, table};

fn root() -> Text {
    "root".into()
}

/// Sets a variable in a user's table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnvPresent {
    /// The variable.
    name: Text,
    /// Its value.
    #[serde(default)]
    value: Option<Text>,
    /// The user.
    #[serde(default = "root")]
    user: Text,
}

/// A table as it is to be, and what that comes to.
pub(crate) struct Plan {
    tab: Tab,
    came: Came,
}

impl State for EnvPresent {
    const NAME: &'static str = "cron.env_present";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let mut tab = table::tab(ask, &self.user)?;
        Ok(match tab.put_env(&self.name, self.value.as_deref().map_or("", |value| value)) {
            Came::Present => Verdict::in_place(format!("Cron env {} already present", self.name)),
            came => Verdict::Change(Plan { tab, came }),
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let what = if plan.came == Came::New { "added" } else { "updated" };
        Outcome::changed(Dict::new(), format!("Cron env {} is set to be {what}", self.name))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let (name, user) = (&self.name, &self.user);
        let output = table::write(act, user, &plan.tab.text())?;
        if !output.success() {
            return Ok(Outcome::failed(format!(
                "Cron env {name} for user {user} failed to commit with error \n{}",
                output.stderr_text().trim_end()
            )));
        }
        let comment = match plan.came {
            Came::New => format!("Cron env {name} added to {user}'s crontab"),
            _ => format!("Cron env {name} updated"),
        };
        Ok(Outcome::changed(Dict::from([(user.0.as_str(), name.0.as_str())]), comment))
    }
}

/// Takes a variable out of a user's table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnvAbsent {
    /// The variable.
    name: Text,
    /// The user.
    #[serde(default = "root")]
    user: Text,
}

impl State for EnvAbsent {
    const NAME: &'static str = "cron.env_absent";
    type Plan = Tab;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Tab>, ModuleError> {
        let name = self.name.trim();
        let mut tab = table::tab(ask, &self.user)?;
        Ok(match tab.take_env(name) {
            true => Verdict::Change(tab),
            false if ask.facts.test() => Verdict::in_place(format!("Cron env {name} is absent")),
            false => Verdict::in_place(format!("Cron env {name} already absent")),
        })
    }

    fn describe(&self, _: &Ask<'_>, _: &Tab) -> Outcome {
        Outcome::changed(Dict::new(), format!("Cron env {} is set to be removed", self.name.trim()))
    }

    fn apply(&self, act: &Act<'_>, tab: Tab) -> Result<Outcome, ModuleError> {
        let (name, user) = (self.name.trim(), &self.user);
        let output = table::write(act, user, &tab.text())?;
        Ok(match output.success() {
            true => Outcome::changed(
                Dict::from([(user.0.as_str(), name)]),
                format!("Cron env {name} removed from {user}'s crontab"),
            ),
            false => Outcome::failed(format!(
                "Cron env {name} for user {user} failed to commit with error {}",
                output.stderr_text().trim_end()
            )),
        })
    }
}
