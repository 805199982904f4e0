//! A job that is there, or is not.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::cron::{
    change::{Asked, Came},
    tab::{Tab, When},
    table,
};

fn root() -> Text {
    "root".into()
}

fn every() -> Text {
    "*".into()
}

/// The name to find a job by: its command, if nothing is said, or none.
fn named(identifier: &Value, name: &str) -> Option<String> {
    match identifier {
        Value::Bool(false) => Some(name.to_owned()),
        given => Some(given).filter(|given| given.is_truthy()).map(Value::to_string),
    }
}

fn unset() -> Value {
    false.into()
}

/// Puts a job into a user's table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Present {
    /// The command.
    name: Text,
    /// The user.
    #[serde(default = "root")]
    user: Text,
    /// Minute; as all times, it may be `random`.
    #[serde(default = "every")]
    minute: Text,
    /// Hour.
    #[serde(default = "every")]
    hour: Text,
    /// Day of the month.
    #[serde(default = "every")]
    daymonth: Text,
    /// Month.
    #[serde(default = "every")]
    month: Text,
    /// Day of the week.
    #[serde(default = "every")]
    dayweek: Text,
    /// A comment above it.
    #[serde(default)]
    comment: Option<Text>,
    /// Puts it there as a comment, so that it does not run.
    #[serde(default)]
    commented: bool,
    /// The name to find it by when its command changes; the command, if left out.
    #[serde(default = "unset")]
    identifier: Value,
    /// A word such as `@daily`, in place of the times.
    #[serde(default)]
    special: Option<Text>,
}

/// A table as it is to be, and what that comes to.
pub(crate) struct Plan {
    tab: Tab,
    came: Came,
}

impl State for Present {
    const NAME: &'static str = "cron.present";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let mut tab = table::tab(ask, &self.user)?;
        Ok(match tab.put(&self.asked(), &table::random) {
            Came::Present => Verdict::in_place(format!("Cron {} already present", self.name.trim())),
            came => Verdict::Change(Plan { tab, came }),
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let what = if plan.came == Came::New { "added" } else { "updated" };
        Outcome::changed(Dict::new(), format!("Cron {} is set to be {what}", self.name.trim()))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let (name, user) = (self.name.trim(), &self.user);
        let output = table::write(act, user, &plan.tab.text())?;
        if !output.success() {
            return Ok(Outcome::failed(format!(
                "Cron {name} for user {user} failed to commit with error \n{}",
                output.stderr_text().trim_end()
            )));
        }
        let comment = match plan.came {
            Came::New => format!("Cron {name} added to {user}'s crontab"),
            _ => format!("Cron {name} updated"),
        };
        Ok(Outcome::changed(Dict::from([(user.0.as_str(), name)]), comment))
    }
}

impl Present {
    fn asked(&self) -> Asked {
        let times = [&self.minute, &self.hour, &self.daymonth, &self.month, &self.dayweek];
        let name = self.name.trim();
        Asked {
            when: match &self.special {
                Some(word) => When::Special(word.0.clone()),
                None => When::Times(times.map(|time| time.to_lowercase())),
            },
            cmd: name.to_owned(),
            identifier: named(&self.identifier, name),
            comment: self.comment.as_ref().map(|comment| comment.0.clone()),
            commented: self.commented,
        }
    }
}

/// Takes a job out of a user's table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Absent {
    /// The command.
    name: Text,
    /// The user.
    #[serde(default = "root")]
    user: Text,
    /// The name to find it by; the command, if left out.
    #[serde(default = "unset")]
    identifier: Value,
    /// The word that it runs at, such as `@daily`.
    #[serde(default)]
    special: Option<Text>,
    /// Times and what else `cron.present` takes; not looked at.
    #[serde(default, rename = "**kwargs")]
    #[expect(dead_code, reason = "taken so that a job can be made absent by changing one word")]
    others: Dict,
}

impl State for Absent {
    const NAME: &'static str = "cron.absent";
    type Plan = Tab;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Tab>, ModuleError> {
        let name = self.name.trim();
        let mut tab = table::tab(ask, &self.user)?;
        let fits = |when: &When| match (&self.special, when) {
            (None, When::Times(_)) => true,
            (Some(asked), When::Special(word)) => asked.0 == *word,
            _ => false,
        };
        let identifier = named(&self.identifier, name);
        Ok(match tab.take(name, identifier.as_deref(), fits) {
            true => Verdict::Change(tab),
            false if ask.facts.test() => Verdict::in_place(format!("Cron {name} is absent")),
            false => Verdict::in_place(format!("Cron {name} already absent")),
        })
    }

    fn describe(&self, _: &Ask<'_>, _: &Tab) -> Outcome {
        Outcome::changed(Dict::new(), format!("Cron {} is set to be removed", self.name.trim()))
    }

    fn apply(&self, act: &Act<'_>, tab: Tab) -> Result<Outcome, ModuleError> {
        let (name, user) = (self.name.trim(), &self.user);
        let output = table::write(act, user, &tab.text())?;
        Ok(match output.success() {
            true => Outcome::changed(
                Dict::from([(user.0.as_str(), name)]),
                format!("Cron {name} removed from {user}'s crontab"),
            ),
            false => Outcome::failed(format!(
                "Cron {name} for user {user} failed to commit with error {}",
                output.stderr_text().trim_end()
            )),
        })
    }
}
