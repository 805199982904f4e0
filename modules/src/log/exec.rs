//! `log.debug` and its louder siblings. Each returns `True`.

use halite_common::value::Value;
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Logs a line as critical.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Critical {
    /// What to log.
    message: Value,
}

impl Function for Critical {
    const NAME: &'static str = "log.critical";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        tracing::error!("{}", self.message);
        Ok(true)
    }
}

/// Logs a line for those who search for something.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Debug {
    /// What to log.
    message: Value,
}

impl Function for Debug {
    const NAME: &'static str = "log.debug";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        tracing::debug!("{}", self.message);
        Ok(true)
    }
}

/// Logs a line as an error.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Error {
    /// What to log.
    message: Value,
}

impl Function for Error {
    const NAME: &'static str = "log.error";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        tracing::error!("{}", self.message);
        Ok(true)
    }
}

/// Logs a line as an error, as `log.error` does.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Exception {
    /// What to log.
    message: Value,
}

impl Function for Exception {
    const NAME: &'static str = "log.exception";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        tracing::error!("{}", self.message);
        Ok(true)
    }
}

/// Logs a line as information.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Info {
    /// What to log.
    message: Value,
}

impl Function for Info {
    const NAME: &'static str = "log.info";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        tracing::info!("{}", self.message);
        Ok(true)
    }
}

/// Logs a line as a warning.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Warning {
    /// What to log.
    message: Value,
}

impl Function for Warning {
    const NAME: &'static str = "log.warning";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        tracing::warn!("{}", self.message);
        Ok(true)
    }
}
