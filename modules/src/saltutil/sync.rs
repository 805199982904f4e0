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

/// Returns an empty list: there are no custom beacons to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Beacons(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for Beacons {
    const NAME: &'static str = "saltutil.sync_beacons";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}

/// Returns an empty list: there are no custom engines to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Engines(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for Engines {
    const NAME: &'static str = "saltutil.sync_engines";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}

/// Returns an empty list: there are no custom executors to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Executors(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for Executors {
    const NAME: &'static str = "saltutil.sync_executors";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}

/// Returns an empty list: there are no custom grains to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Grains(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for Grains {
    const NAME: &'static str = "saltutil.sync_grains";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}

/// Returns an empty list: there are no custom matchers to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Matchers(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for Matchers {
    const NAME: &'static str = "saltutil.sync_matchers";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}

/// Returns an empty list: there are no custom modules to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Modules(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for Modules {
    const NAME: &'static str = "saltutil.sync_modules";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}

/// Returns an empty list: there are no custom output to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Output(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for Output {
    const NAME: &'static str = "saltutil.sync_output";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}

/// Returns an empty list: there are no custom pillar to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Pillar(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for Pillar {
    const NAME: &'static str = "saltutil.sync_pillar";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}

/// Returns an empty list: there are no custom renderers to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Renderers(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for Renderers {
    const NAME: &'static str = "saltutil.sync_renderers";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}

/// Returns an empty list: there are no custom returners to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Returners(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for Returners {
    const NAME: &'static str = "saltutil.sync_returners";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}

/// Returns an empty list: there are no custom states to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct States(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for States {
    const NAME: &'static str = "saltutil.sync_states";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}

/// Returns an empty list: there are no custom utils to sync.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Utils(#[expect(dead_code, reason = "taken so that trees may pass them")] Asked);

impl Function for Utils {
    const NAME: &'static str = "saltutil.sync_utils";
    type Output = [&'static str; 0];
    fn call(self, _: &Act<'_>) -> Result<[&'static str; 0], ModuleError> {
        Ok([])
    }
}
