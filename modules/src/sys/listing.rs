//! Names of functions, states, modules and renderers.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::pick::{picks, picks_module};

/// Returns the names of functions.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListFunctions {
    /// Modules or patterns; all if none is given.
    #[serde(rename = "*args")]
    args: Vec<Text>,
    /// Anything; not looked at.
    #[serde(rename = "**kwargs")]
    _kwargs: Dict,
}

impl Function for ListFunctions {
    const NAME: &'static str = "sys.list_functions";
    type Output = Vec<&'static str>;
    fn call(self, act: &Act<'_>) -> Result<Vec<&'static str>, ModuleError> {
        let names = act.minion.registry().functions().map(|entry| entry.name);
        Ok(sorted(names.filter(|name| picks(&self.args, name))))
    }
}

/// Returns the names of states.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListStateFunctions {
    /// Modules or patterns; all if none is given.
    #[serde(rename = "*args")]
    args: Vec<Text>,
    /// Anything; not looked at.
    #[serde(rename = "**kwargs")]
    _kwargs: Dict,
}

impl Function for ListStateFunctions {
    const NAME: &'static str = "sys.list_state_functions";
    type Output = Vec<&'static str>;
    fn call(self, act: &Act<'_>) -> Result<Vec<&'static str>, ModuleError> {
        let names = act.minion.registry().states().map(|entry| entry.name);
        Ok(sorted(names.filter(|name| picks(&self.args, name))))
    }
}

/// Returns the names of modules that have functions.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListModules {
    /// Patterns; all if none is given.
    #[serde(rename = "*args")]
    args: Vec<Text>,
}

impl Function for ListModules {
    const NAME: &'static str = "sys.list_modules";
    type Output = Vec<&'static str>;
    fn call(self, act: &Act<'_>) -> Result<Vec<&'static str>, ModuleError> {
        let modules = act.minion.registry().0.iter().filter(|module| !module.functions.is_empty());
        Ok(sorted(modules.map(|module| module.name).filter(|name| picks_module(&self.args, name))))
    }
}

/// Returns the names of modules that have states.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListStateModules {
    /// Patterns; all if none is given.
    #[serde(rename = "*args")]
    args: Vec<Text>,
}

impl Function for ListStateModules {
    const NAME: &'static str = "sys.list_state_modules";
    type Output = Vec<&'static str>;
    fn call(self, act: &Act<'_>) -> Result<Vec<&'static str>, ModuleError> {
        let modules = act.minion.registry().0.iter().filter(|module| !module.states.is_empty());
        Ok(sorted(modules.map(|module| module.name).filter(|name| picks_module(&self.args, name))))
    }
}

fn sorted(names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names
}

/// Returns the names of renderers.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListRenderers {
    /// Patterns; all if none is given.
    #[serde(rename = "*args")]
    args: Vec<Text>,
}

impl Function for ListRenderers {
    const NAME: &'static str = "sys.list_renderers";
    type Output = Value;
    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(["gpg", "jinja", "json", "text", "yaml"]
            .into_iter()
            .filter(|name| picks_module(&self.args, name))
            .collect())
    }
}

/// Returns `True`: modules are part of the program and never need reloading.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReloadModules {}

impl Function for ReloadModules {
    const NAME: &'static str = "sys.reload_modules";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(true)
    }
}
