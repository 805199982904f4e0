//! The connection to the master.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::network::remote_addresses;

/// Tells whether this machine is connected to a master.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Master {
    /// The master's host; the configured one if left out.
    #[serde(default)]
    master: Option<Text>,
    /// Taken for Salt's sake: what is told does not depend on what was expected.
    #[serde(default, rename = "connected")]
    _connected: Option<bool>,
}

impl Function for Master {
    const NAME: &'static str = "status.master";
    type Output = Option<bool>;

    fn call(self, act: &Act<'_>) -> Result<Option<bool>, ModuleError> {
        let options = act.minion.options();
        let configured = options.get("master").and_then(Value::as_str).map(str::to_owned);
        let Some(host) = self.master.map(String::from).or(configured) else { return Ok(None) };
        let wanted = act.host.resolve(&host).unwrap_or_default();
        if wanted.is_empty() {
            return Ok(None);
        }
        let port =
            options.get("master_port").and_then(Value::as_int).and_then(|port| u16::try_from(port).ok());
        let connected = remote_addresses(act, port.unwrap_or(4506));
        Ok(Some(wanted.iter().any(|address| connected.contains(address))))
    }
}
