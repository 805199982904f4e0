//! `service.start`, `service.stop` and kin.

use halite_common::{
    declare::Text,
    glob,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::provider::{self, Manner, Turn};

/// Starts a service.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Start {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Does not wait for it to come up.
    #[serde(default)]
    no_block: bool,
    /// Unmasks it first.
    #[serde(default)]
    unmask: bool,
    /// Removes a mask that lasts until the next boot first.
    #[serde(default)]
    unmask_runtime: bool,
}

impl Function for Start {
    const NAME: &'static str = "service.start";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        make(act, Turn::Start, &self.name, Some(self.no_block), (self.unmask, self.unmask_runtime))
    }
}

/// Stops a service.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Stop {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Does not wait for it to end.
    #[serde(default)]
    no_block: Option<bool>,
}

impl Function for Stop {
    const NAME: &'static str = "service.stop";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        make(act, Turn::Stop, &self.name, self.no_block, (false, false))
    }
}

/// Stops a service and starts it again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Restart {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Does not wait for it to come up; by default only where the service is this minion itself.
    #[serde(default)]
    no_block: Option<bool>,
    /// Unmasks it first.
    #[serde(default)]
    unmask: bool,
    /// Removes a mask that lasts until the next boot first.
    #[serde(default)]
    unmask_runtime: bool,
}

impl Function for Restart {
    const NAME: &'static str = "service.restart";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        make(act, Turn::Restart, &self.name, self.no_block, (self.unmask, self.unmask_runtime))
    }
}

/// Makes a service read its configuration again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Reload {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Does not wait for it to finish.
    #[serde(default)]
    no_block: bool,
    /// Unmasks it first.
    #[serde(default)]
    unmask: bool,
    /// Removes a mask that lasts until the next boot first.
    #[serde(default)]
    unmask_runtime: bool,
}

impl Function for Reload {
    const NAME: &'static str = "service.reload";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        make(act, Turn::Reload, &self.name, Some(self.no_block), (self.unmask, self.unmask_runtime))
    }
}

/// Reloads a service if it can, else restarts it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct ForceReload {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Does not wait for it to finish.
    #[serde(default = "yes")]
    no_block: bool,
    /// Unmasks it first.
    #[serde(default)]
    unmask: bool,
    /// Removes a mask that lasts until the next boot first.
    #[serde(default)]
    unmask_runtime: bool,
}

fn yes() -> bool {
    true
}

impl Function for ForceReload {
    const NAME: &'static str = "service.force_reload";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        make(act, Turn::ForceReload, &self.name, Some(self.no_block), (self.unmask, self.unmask_runtime))
    }
}

fn make(
    act: &Act<'_>,
    turn: Turn,
    name: &str,
    no_block: Option<bool>,
    (unmask, unmask_runtime): (bool, bool),
) -> Result<bool, ModuleError> {
    provider::of(&act.ask())?.turn(act, turn, name, Manner { no_block, unmask, unmask_runtime })
}

/// Tells whether a service runs; for a pattern, each service that fits.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Status {
    /// Name of the unit, or a pattern such as `ssh*`.
    name: Text,
    /// Not used: other init systems find a process by it.
    #[serde(default, rename = "sig")]
    _sig: Option<Text>,
}

impl Function for Status {
    const NAME: &'static str = "service.status";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let ask = act.ask();
        let provider = provider::of(&ask)?;
        if !self.name.contains(['*', '?', '[']) {
            return Ok(provider.unit(&ask, &self.name)?.active.into());
        }
        let names = provider.all(&ask, None)?;
        let fitting = names.into_iter().filter(|name| glob::matches(&self.name, name));
        let states = fitting.map(|name| {
            let active = provider.unit(&ask, &name)?.active;
            Ok((name, Value::Bool(active)))
        });
        Ok(Value::Dict(states.collect::<Result<Vec<_>, ModuleError>>()?.into_iter().collect::<Dict>()))
    }
}

/// Tells whether there is such a service.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Available {
    /// Name of the unit, with or without `.service`.
    name: Text,
}

impl Function for Available {
    const NAME: &'static str = "service.available";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(provider::of(&act.ask())?.unit(&act.ask(), &self.name)?.available)
    }
}

/// Tells whether there is no such service.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Missing {
    /// Name of the unit, with or without `.service`.
    name: Text,
}

impl Function for Missing {
    const NAME: &'static str = "service.missing";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(!Available { name: self.name }.call(act)?)
    }
}
