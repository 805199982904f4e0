//! `service.enable`, `service.mask` and kin.

use halite_common::declare::Text;
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::provider;

/// Makes a service start at boot.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Enable {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Taken for Salt's sake: enabling does not wait for anything.
    #[serde(default, rename = "no_block")]
    _no_block: bool,
    /// Unmasks it first.
    #[serde(default)]
    unmask: bool,
    /// Removes a mask that lasts until the next boot first.
    #[serde(default)]
    unmask_runtime: bool,
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for Enable {
    const NAME: &'static str = "service.enable";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let provider = provider::of(&act.ask())?;
        let root = self.root.as_deref();
        for (wanted, runtime) in [(self.unmask, false), (self.unmask_runtime, true)] {
            if wanted {
                provider.set_masked(act, &self.name, false, runtime, root)?;
            }
        }
        provider.set_enabled(act, &self.name, true, root)
    }
}

/// Keeps a service from starting at boot.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Disable {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Taken for Salt's sake: disabling does not wait for anything.
    #[serde(default, rename = "no_block")]
    _no_block: bool,
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for Disable {
    const NAME: &'static str = "service.disable";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        provider::of(&act.ask())?.set_enabled(act, &self.name, false, self.root.as_deref())
    }
}

/// Tells whether a service starts at boot.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Enabled {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for Enabled {
    const NAME: &'static str = "service.enabled";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        provider::of(&act.ask())?.enabled(&act.ask(), &self.name, self.root.as_deref())
    }
}

/// Tells whether a service does not start at boot.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Disabled {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for Disabled {
    const NAME: &'static str = "service.disabled";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(!Enabled { name: self.name, root: self.root }.call(act)?)
    }
}

/// Keeps a service from being started at all.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Mask {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Only until the next boot.
    #[serde(default)]
    runtime: bool,
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for Mask {
    const NAME: &'static str = "service.mask";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let provider = provider::of(&act.ask())?;
        provider.set_masked(act, &self.name, true, self.runtime, self.root.as_deref()).map(|()| true)
    }
}

/// Lets a masked service be started again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Unmask {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Removes the mask that lasts until the next boot.
    #[serde(default)]
    runtime: bool,
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for Unmask {
    const NAME: &'static str = "service.unmask";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let provider = provider::of(&act.ask())?;
        provider.set_masked(act, &self.name, false, self.runtime, self.root.as_deref()).map(|()| true)
    }
}

/// Tells whether a service is masked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Masked {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Looks for a mask that lasts until the next boot.
    #[serde(default)]
    runtime: bool,
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for Masked {
    const NAME: &'static str = "service.masked";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        provider::of(&act.ask())?.masked(&act.ask(), &self.name, self.runtime, self.root.as_deref())
    }
}
