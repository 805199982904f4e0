//! The machine's own name.

use std::{collections::BTreeSet, path::Path, time::Duration};

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::exec::addresses;
use crate::cmd::english;

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

/// Tells the names under which the addresses of this machine are known.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Fqdns {}

impl Function for Fqdns {
    const NAME: &'static str = "network.fqdns";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let mut names = BTreeSet::new();
        for v4 in [true, false] {
            for address in addresses(act, v4, None, false)? {
                let mut command = english(Command::new(["getent", "hosts", &address.to_string()]));
                command.timeout = Some(Duration::from_secs(5));
                // An address without a name, or a name server that does not answer, tells nothing.
                let Ok(output) = act.host.query(&command) else { continue };
                names.extend(output.stdout_text().split_whitespace().nth(1).map(str::to_owned));
            }
        }
        Ok(Dict::from([("fqdns", Value::from(names.into_iter().collect::<Vec<_>>()))]))
    }
}
