//! Execution functions: `timezone.*`.

use halite_common::declare::Text;
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::clock;

fn date(act: &Act<'_>, format: &str) -> Result<String, ModuleError> {
    let output = act.host.query(&Command::new(["date", format]))?;
    Ok(output.stdout_text().trim_end().to_owned())
}

/// Gives the zone of the machine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetZone {}

impl Function for GetZone {
    const NAME: &'static str = "timezone.get_zone";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        clock::zone(&act.ask())
    }
}

/// Gives the short name of the zone, such as `CET`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetZonecode {}

impl Function for GetZonecode {
    const NAME: &'static str = "timezone.get_zonecode";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        date(act, "+%Z")
    }
}

/// Gives how far the zone is from UTC, such as `+0100`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetOffset {}

impl Function for GetOffset {
    const NAME: &'static str = "timezone.get_offset";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        date(act, "+%z")
    }
}

/// Sets the zone of the machine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetZone {
    /// The zone, such as `Europe/Berlin`.
    timezone: Text,
}

impl Function for SetZone {
    const NAME: &'static str = "timezone.set_zone";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        clock::set(act, &self.timezone).map(|()| true)
    }
}

/// Tells whether a zone is the one of the machine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ZoneCompare {
    /// The zone, such as `Europe/Berlin`.
    timezone: Text,
}

impl Function for ZoneCompare {
    const NAME: &'static str = "timezone.zone_compare";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        clock::is_set(&act.ask(), &self.timezone)
    }
}

/// Tells what the hardware clock shows: `UTC` or `localtime`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetHwclock {}

impl Function for GetHwclock {
    const NAME: &'static str = "timezone.get_hwclock";
    type Output = &'static str;

    fn call(self, act: &Act<'_>) -> Result<&'static str, ModuleError> {
        Ok(clock::hardware(&act.ask()))
    }
}

/// Sets what the hardware clock shows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetHwclock {
    /// `UTC` or `localtime`.
    clock: Text,
}

impl Function for SetHwclock {
    const NAME: &'static str = "timezone.set_hwclock";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        clock::set_hardware(act, &self.clock)
    }
}
