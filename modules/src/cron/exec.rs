//! Execution functions: `cron.*`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    change::Asked,
    tab::{Tab, When},
    table,
};

/// Writes a table, and gives the word for what that came to, or what went wrong.
fn written(act: &Act<'_>, user: &str, tab: &Tab, word: &str) -> Result<String, ModuleError> {
    let output = table::write(act, user, &tab.text())?;
    Ok(match output.success() {
        true => word.to_owned(),
        false => output.stderr_text().trim_end().to_owned(),
    })
}

fn put(act: &Act<'_>, user: &str, asked: &Asked) -> Result<String, ModuleError> {
    let mut tab = table::tab(&act.ask(), user)?;
    match tab.put(asked, &table::random) {
        super::change::Came::Present => Ok("present".into()),
        came => written(act, user, &tab, came.word()),
    }
}

fn take(
    act: &Act<'_>,
    user: &str,
    cmd: &str,
    identifier: Option<&Text>,
    fits: impl Fn(&When) -> bool,
) -> Result<String, ModuleError> {
    let mut tab = table::tab(&act.ask(), user)?;
    match tab.take(cmd, identifier.map(|text| text.0.as_str()), fits) {
        true => written(act, user, &tab, "removed"),
        false => Ok("absent".into()),
    }
}

fn plain(text: &Option<Text>) -> Option<String> {
    text.as_ref().map(|text| text.0.clone())
}

/// Gives the table of a user as it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCron {
    /// The user.
    user: Text,
}

impl Function for RawCron {
    const NAME: &'static str = "cron.raw_cron";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        table::read(&act.ask(), &self.user)
    }
}

/// Gives the table of a user as data.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListTab {
    /// The user.
    user: Text,
}

impl Function for ListTab {
    const NAME: &'static str = "cron.list_tab";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(table::tab(&act.ask(), &self.user)?.told())
    }
}

/// Gives the table of a user as data.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ls {
    /// The user.
    user: Text,
}

impl Function for Ls {
    const NAME: &'static str = "cron.ls";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(table::tab(&act.ask(), &self.user)?.told())
    }
}

/// Gives the job of that name or command, or false.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetEntry {
    /// The user.
    user: Text,
    /// The name to find it by.
    #[serde(default)]
    identifier: Option<Text>,
    /// The command, if there is no name.
    #[serde(default)]
    cmd: Option<Text>,
}

impl Function for GetEntry {
    const NAME: &'static str = "cron.get_entry";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let tab = table::tab(&act.ask(), &self.user)?;
        let (identifier, cmd) = (plain(&self.identifier), plain(&self.cmd));
        let found = tab.jobs.iter().find(|job| match (&identifier, &cmd) {
            (Some(_), _) => job.identifier == identifier,
            (None, Some(cmd)) => job.cmd == *cmd,
            (None, None) => false,
        });
        Ok(found.map_or(false.into(), |job| Value::Dict(job.told())))
    }
}

/// Puts a job with times into the table of a user; gives `new`, `updated` or `present`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetJob {
    /// The user.
    user: Text,
    /// Minute.
    minute: Text,
    /// Hour.
    hour: Text,
    /// Day of the month.
    daymonth: Text,
    /// Month.
    month: Text,
    /// Day of the week.
    dayweek: Text,
    /// The command.
    cmd: Text,
    /// Puts it there as a comment, so that it does not run.
    #[serde(default)]
    commented: bool,
    /// A comment above it.
    #[serde(default)]
    comment: Option<Text>,
    /// The name to find it by.
    #[serde(default)]
    identifier: Option<Text>,
}

impl Function for SetJob {
    const NAME: &'static str = "cron.set_job";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let times = [self.minute, self.hour, self.daymonth, self.month, self.dayweek];
        let asked = Asked {
            when: When::Times(times.map(|time| time.to_lowercase())),
            cmd: self.cmd.0,
            identifier: plain(&self.identifier),
            comment: plain(&self.comment),
            commented: self.commented,
        };
        put(act, &self.user, &asked)
    }
}

/// Puts a job with a word such as `@daily` into the table of a user; gives `new`, `updated` or `present`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetSpecial {
    /// The user.
    user: Text,
    /// The word.
    special: Text,
    /// The command.
    cmd: Text,
    /// Puts it there as a comment, so that it does not run.
    #[serde(default)]
    commented: bool,
    /// A comment above it.
    #[serde(default)]
    comment: Option<Text>,
    /// The name to find it by.
    #[serde(default)]
    identifier: Option<Text>,
}

impl Function for SetSpecial {
    const NAME: &'static str = "cron.set_special";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let asked = Asked {
            when: When::Special(self.special.0),
            cmd: self.cmd.0,
            identifier: plain(&self.identifier),
            comment: plain(&self.comment),
            commented: self.commented,
        };
        put(act, &self.user, &asked)
    }
}

/// Takes a job with times out of the table of a user; gives `removed` or `absent`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RmJob {
    /// The user.
    user: Text,
    /// The command.
    cmd: Text,
    /// Minute; any, if left out.
    #[serde(default)]
    minute: Option<Text>,
    /// Hour; any, if left out.
    #[serde(default)]
    hour: Option<Text>,
    /// Day of the month; any, if left out.
    #[serde(default)]
    daymonth: Option<Text>,
    /// Month; any, if left out.
    #[serde(default)]
    month: Option<Text>,
    /// Day of the week; any, if left out.
    #[serde(default)]
    dayweek: Option<Text>,
    /// The name to find it by.
    #[serde(default)]
    identifier: Option<Text>,
}

impl Function for RmJob {
    const NAME: &'static str = "cron.rm_job";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let asked = [&self.minute, &self.hour, &self.daymonth, &self.month, &self.dayweek];
        let fits = |when: &When| match when {
            When::Special(_) => false,
            When::Times(times) => times.iter().zip(asked).all(|(time, asked)| {
                asked.as_ref().is_none_or(|asked| {
                    asked.0 == *time || (asked.eq_ignore_ascii_case("random") && time != "*")
                })
            }),
        };
        take(act, &self.user, &self.cmd, self.identifier.as_ref(), fits)
    }
}

/// Takes a job with a word such as `@daily` out of the table of a user; gives `removed` or `absent`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RmSpecial {
    /// The user.
    user: Text,
    /// The command.
    cmd: Text,
    /// The word; any, if left out.
    #[serde(default)]
    special: Option<Text>,
    /// The name to find it by.
    #[serde(default)]
    identifier: Option<Text>,
}

impl Function for RmSpecial {
    const NAME: &'static str = "cron.rm_special";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let fits = |when: &When| match when {
            When::Special(word) => self.special.as_ref().is_none_or(|asked| asked.0 == *word),
            When::Times(_) => false,
        };
        take(act, &self.user, &self.cmd, self.identifier.as_ref(), fits)
    }
}

/// Sets a variable in the table of a user; gives `new`, `updated` or `present`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetEnv {
    /// The user.
    user: Text,
    /// The variable.
    name: Text,
    /// Its value.
    #[serde(default)]
    value: Option<Text>,
}

impl Function for SetEnv {
    const NAME: &'static str = "cron.set_env";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let mut tab = table::tab(&act.ask(), &self.user)?;
        match tab.put_env(&self.name, &plain(&self.value).unwrap_or_default()) {
            super::change::Came::Present => Ok("present".into()),
            came => written(act, &self.user, &tab, came.word()),
        }
    }
}

/// Takes a variable out of the table of a user; gives `removed` or `absent`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RmEnv {
    /// The user.
    user: Text,
    /// The variable.
    name: Text,
}

impl Function for RmEnv {
    const NAME: &'static str = "cron.rm_env";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let mut tab = table::tab(&act.ask(), &self.user)?;
        match tab.take_env(&self.name) {
            true => written(act, &self.user, &tab, "removed"),
            false => Ok("absent".into()),
        }
    }
}
