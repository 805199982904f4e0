//! Execution functions: `sysctl.*`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::config;

/// Gives the kernel's value of a setting.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Get {
    /// The setting, such as `vm.swappiness`.
    name: Text,
}

impl Function for Get {
    const NAME: &'static str = "sysctl.get";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        config::current(&act.ask(), &self.name)
    }
}

/// Gives all settings of the kernel, or those of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Show {
    /// The file; without it, the kernel is asked.
    #[serde(default)]
    config_file: Value,
}

impl Function for Show {
    const NAME: &'static str = "sysctl.show";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let told = |text: &str| Value::Dict(config::settings(text).into_iter().collect::<Dict>());
        let Some(file) = self.config_file.as_str().filter(|file| !file.is_empty()) else {
            return Ok(told(&config::all(&act.ask())?));
        };
        if !act.host.exists(file.as_ref()) {
            return Ok(Value::List(Vec::new()));
        }
        let bytes = act.host.read(file.as_ref()).map_err(ModuleError::file("read", file))?;
        Ok(told(&String::from_utf8_lossy(&bytes)))
    }
}

/// Gives the kernel a value, and tells it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assign {
    /// The setting.
    name: Text,
    /// The value.
    value: Text,
}

impl Function for Assign {
    const NAME: &'static str = "sysctl.assign";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        config::assign(act, &self.name, &self.value)?;
        Ok(Dict::from([(self.name.0.as_str(), self.value.0.as_str())]))
    }
}

/// Gives the kernel a value and keeps it in a file; tells `Updated` or `Already set`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Persist {
    /// The setting.
    name: Text,
    /// The value.
    value: Text,
    /// The file.
    #[serde(default)]
    config: Option<Text>,
}

impl Function for Persist {
    const NAME: &'static str = "sysctl.persist";
    type Output = &'static str;

    fn call(self, act: &Act<'_>) -> Result<&'static str, ModuleError> {
        let ask = act.ask();
        let file = self.config.as_deref().map_or(config::default_file(&ask), |file| file);
        let text = act.host.read(file.as_ref()).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let kept = config::settings(&text)
            .iter()
            .any(|(own, set)| *own == self.name.0 && config::same(set, &self.value));
        if kept && config::same(&config::current(&ask, &self.name)?, &self.value) {
            return Ok("Already set");
        }
        config::persist(act, file, &self.name, &self.value)?;
        Ok("Updated")
    }
}

/// Gives the file that settings are kept in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefaultConfig {}

impl Function for DefaultConfig {
    const NAME: &'static str = "sysctl.default_config";
    type Output = &'static str;

    fn call(self, act: &Act<'_>) -> Result<&'static str, ModuleError> {
        Ok(config::default_file(&act.ask()))
    }
}
