//! Custom Python modules, which other minions fetch from the file server. There are none here: nothing is ever synced.
//!
//! The functions exist because trees and habits call them; each gives the empty list that says so.

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// What every function of this file takes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The environment; not looked at.
    #[serde(default, rename = "saltenv")]
    _saltenv: Value,
    /// Not looked at.
    #[serde(default, rename = "refresh")]
    _refresh: Value,
    /// Not looked at.
    #[serde(default, rename = "extmod_whitelist")]
    _whitelist: Value,
    /// Not looked at.
    #[serde(default, rename = "extmod_blacklist")]
    _blacklist: Value,
    /// Not looked at.
    #[serde(rename = "**kwargs")]
    _kwargs: Dict,
}

/// What `saltutil.sync_all` tells of.
const KINDS: [&str; 21] = [
    "tops",
    "clouds",
    "beacons",
    "modules",
    "states",
    "sdb",
    "grains",
    "renderers",
    "returners",
    "output",
    "utils",
    "log_handlers",
    "executors",
    "proxymodules",
    "engines",
    "thorium",
    "serializers",
    "matchers",
    "resources",
    "pillar",
    "wrapper",
];

/// Returns an empty list for each kind of custom module: there are none to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct All(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for All {
    const NAME: &'static str = "saltutil.sync_all";
    type Output = Dict;
    fn call(self, _: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(KINDS.into_iter().map(|kind| (kind, Value::List(Vec::new()))).collect())
    }
}

/// The functions of one kind each.
const NAMES: [&str; 22] = [
    "saltutil.sync_beacons",
    "saltutil.sync_clouds",
    "saltutil.sync_engines",
    "saltutil.sync_executors",
    "saltutil.sync_grains",
    "saltutil.sync_log_handlers",
    "saltutil.sync_matchers",
    "saltutil.sync_modules",
    "saltutil.sync_output",
    "saltutil.sync_outputters",
    "saltutil.sync_pillar",
    "saltutil.sync_proxymodules",
    "saltutil.sync_renderers",
    "saltutil.sync_resources",
    "saltutil.sync_returners",
    "saltutil.sync_sdb",
    "saltutil.sync_serializers",
    "saltutil.sync_states",
    "saltutil.sync_thorium",
    "saltutil.sync_tops",
    "saltutil.sync_utils",
    "saltutil.sync_wrapper",
];

/// Returns an empty list: there are no custom modules of this kind to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct One<const AT: usize>(
    #[expect(dead_code, reason = "taken so that trees may pass them")] Asked,
);

impl<const AT: usize> Function for One<AT> {
    const NAME: &'static str = NAMES[AT];
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}
