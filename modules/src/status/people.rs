//! How long the machine runs, who is on it, and what time it has.

use std::time::UNIX_EPOCH;

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{kernel::read, parse};
use crate::cmd::english;

/// Tells how long the machine runs.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Uptime {}

impl Function for Uptime {
    const NAME: &'static str = "status.uptime";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let text = read(act, "/proc/uptime");
        let seconds = text.split_whitespace().next().and_then(|word| word.parse::<f64>().ok());
        let seconds = seconds.ok_or_else(|| ModuleError::failed("File /proc/uptime was not found."))? as u64;
        let now = act.host.now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let since = now.as_secs_f64() - seconds as f64;
        let micros = (since * 1e6) as i64;
        let iso = jiff::Timestamp::from_microsecond(micros)
            .map(|time| time.strftime("%Y-%m-%dT%H:%M:%S%.6f").to_string());
        let rest = seconds % 86_400;
        let mut uptime = Dict::from([
            ("seconds", Value::from(seconds)),
            ("since_iso", iso.unwrap_or_default().into()),
            ("since_t", (since as i64).into()),
            ("days", (seconds / 86_400).into()),
            ("time", format!("{}:{}", rest / 3600, rest % 3600 / 60).into()),
        ]);
        if act.host.which("who").is_some() {
            let who = act.host.query(&english(Command::new(["who", "-s"])))?.stdout_text();
            uptime.insert("users", who.lines().count());
        }
        Ok(uptime)
    }
}

/// Lists who is logged in, and what they do.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct W {}

impl Function for W {
    const NAME: &'static str = "status.w";
    type Output = Vec<Dict>;

    fn call(self, act: &Act<'_>) -> Result<Vec<Dict>, ModuleError> {
        if act.host.which("w").is_none() {
            return Ok(Vec::new());
        }
        Ok(parse::w(&act.host.query(&english(Command::new(["w", "-fh"])))?.stdout_text()))
    }
}

/// Tells the time.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Time {
    /// The form, as `strftime` has it.
    #[serde(default = "form")]
    format: Text,
}

fn form() -> Text {
    "%A, %d. %B %Y %I:%M%p".into()
}

impl Function for Time {
    const NAME: &'static str = "status.time";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let now = jiff::Timestamp::try_from(act.host.now());
        let now = now
            .map_err(|error| ModuleError::Failed(error.to_string()))?
            .to_zoned(jiff::tz::TimeZone::system());
        jiff::fmt::strtime::format(self.format.as_bytes(), &now)
            .map_err(|error| ModuleError::Usage(error.to_string()))
    }
}
