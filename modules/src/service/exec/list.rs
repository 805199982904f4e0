//! `service.get_all` and kin, and what is known of one service.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::provider::{self, Listed};

/// Lists every service there is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct GetAll {
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for GetAll {
    const NAME: &'static str = "service.get_all";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        provider::of(&act.ask())?.all(&act.ask(), self.root.as_deref())
    }
}

/// Lists the services that start at boot.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct GetEnabled {
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for GetEnabled {
    const NAME: &'static str = "service.get_enabled";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        provider::of(&act.ask())?.list(&act.ask(), Listed::Enabled, self.root.as_deref())
    }
}

/// Lists the services that do not start at boot.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct GetDisabled {
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for GetDisabled {
    const NAME: &'static str = "service.get_disabled";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        provider::of(&act.ask())?.list(&act.ask(), Listed::Disabled, self.root.as_deref())
    }
}

/// Lists the services that can neither be enabled nor disabled.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct GetStatic {
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for GetStatic {
    const NAME: &'static str = "service.get_static";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        provider::of(&act.ask())?.list(&act.ask(), Listed::Static, self.root.as_deref())
    }
}

/// Lists the services that run.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct GetRunning {}

impl Function for GetRunning {
    const NAME: &'static str = "service.get_running";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        provider::of(&act.ask())?.running(&act.ask())
    }
}

/// Shows all properties of a service.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Show {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for Show {
    const NAME: &'static str = "service.show";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        provider::of(&act.ask())?.show(&act.ask(), &self.name, self.root.as_deref())
    }
}

/// Shows the program behind every service.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Execs {
    /// Root of the machine's files.
    #[serde(default)]
    root: Option<Text>,
}

impl Function for Execs {
    const NAME: &'static str = "service.execs";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let ask = act.ask();
        let provider = provider::of(&ask)?;
        let root = self.root.as_deref();
        let mut execs = Dict::new();
        for name in provider.all(&ask, root)? {
            let shown = provider.show(&ask, &name, root)?;
            if let Some(path) =
                shown.get("ExecStart").and_then(|exec| exec.get("path")).and_then(Value::as_str)
            {
                execs.insert(name, path);
            }
        }
        Ok(execs)
    }
}

/// Makes systemd read its unit files again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct SystemctlReload {}

impl Function for SystemctlReload {
    const NAME: &'static str = "service.systemctl_reload";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        provider::of(&act.ask())?.reread(act).map(|()| true)
    }
}

/// Tells whether there is a systemd on the disk but none that runs, as in a chroot.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Offline {}

impl Function for Offline {
    const NAME: &'static str = "service.offline";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(provider::offline(&act.ask()))
    }
}
