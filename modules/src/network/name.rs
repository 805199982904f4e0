//! The machine's own name.

use std::path::Path;

use halite_common::value::Value;
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Tells the host name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GetHostname {}

impl Function for GetHostname {
    const NAME: &'static str = "network.get_hostname";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let path = Path::new("/proc/sys/kernel/hostname");
        let name = act.host.read(path).map_err(ModuleError::file("read", path))?;
        Ok(String::from_utf8_lossy(&name).trim().to_owned())
    }
}

/// Tells the full name of the host, as the `fqdn` grain does.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GetFqdn {}

impl Function for GetFqdn {
    const NAME: &'static str = "network.get_fqdn";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(act.minion.grains().get("fqdn").cloned().unwrap_or_default())
    }
}
