//! Collecting and compiling anew.

use halite_common::value::Dict;
use halite_states::declare::{Act, Function, ModuleError, Refresh};
use schemars::JsonSchema;
use serde::Deserialize;

fn yes() -> bool {
    true
}

/// Collects the grains anew, and has the pillar compiled by them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RefreshGrains {
    /// Compiles the pillar anew, too.
    #[serde(default = "yes")]
    refresh_pillar: bool,
    /// The grains are always collected, never read from a cache; this changes nothing.
    #[serde(default, rename = "clean_pillar_cache")]
    _clean_pillar_cache: bool,
    /// Anything; not looked at.
    #[serde(rename = "**kwargs")]
    _kwargs: Dict,
}

impl Function for RefreshGrains {
    const NAME: &'static str = "saltutil.refresh_grains";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        act.minion.refresh(Refresh::Grains)?;
        if self.refresh_pillar {
            act.minion.refresh(Refresh::Pillar)?;
        }
        Ok(true)
    }
}

/// Compiles the pillar anew.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RefreshPillar {
    /// The next who looks at the pillar always waits for it; this changes nothing.
    #[serde(default, rename = "wait")]
    _wait: bool,
    /// Not looked at.
    #[serde(default, rename = "timeout")]
    _timeout: Option<f64>,
    /// Nothing is cached between minion and master; this changes nothing.
    #[serde(default = "yes", rename = "clean_cache")]
    _clean_cache: bool,
}

/// The same as `saltutil.refresh_pillar`.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct PillarRefresh(RefreshPillar);

impl Function for RefreshPillar {
    const NAME: &'static str = "saltutil.refresh_pillar";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        act.minion.refresh(Refresh::Pillar)?;
        Ok(true)
    }
}

impl Function for PillarRefresh {
    const NAME: &'static str = "saltutil.pillar_refresh";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        self.0.call(act)
    }
}

/// Returns `True`: modules are part of the program and never need refreshing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RefreshModules {
    /// Not looked at.
    #[serde(default = "yes", rename = "async_")]
    _async: bool,
    /// Not looked at.
    #[serde(rename = "**kwargs")]
    _kwargs: Dict,
}

impl Function for RefreshModules {
    const NAME: &'static str = "saltutil.refresh_modules";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(true)
    }
}

/// Returns `True`: matchers are part of the program and never need refreshing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RefreshMatchers {}

impl Function for RefreshMatchers {
    const NAME: &'static str = "saltutil.refresh_matchers";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(true)
    }
}
