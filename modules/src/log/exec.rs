//! `log.debug` and its louder siblings. Each returns `True`.

use std::marker::PhantomData;

use halite_common::{
    declare::{Documentation, documentation},
    value::Value,
};
use halite_states::declare::{Act, Function, FunctionEntry, ModuleError, function};
use schemars::JsonSchema;
use serde::Deserialize;

/// A line to log.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "")]
#[schemars(bound = "")]
pub(super) struct Line<L> {
    /// What to log.
    message: Value,
    #[serde(skip)]
    level: PhantomData<L>,
}

/// How loud a line is.
pub(super) trait Level: 'static {
    /// The name that users write.
    const NAME: &'static str;
    /// What it does.
    const DOC: &'static str;
    /// Logs the line.
    fn log(message: &Value);
}

/// The entry of one function of this family.
pub(super) const fn entry<L: Level>() -> FunctionEntry {
    FunctionEntry { documentation: documented::<L>, ..function::<Line<L>>() }
}

fn documented<L: Level>() -> Documentation {
    Documentation { text: L::DOC.to_owned(), ..documentation::<Line<L>>() }
}

impl<L: Level> Function for Line<L> {
    const NAME: &'static str = L::NAME;
    type Output = bool;

    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        L::log(&self.message);
        Ok(true)
    }
}

/// `log.critical`.
pub(super) struct Critical;
/// `log.debug`.
pub(super) struct Debug;
/// `log.error`.
pub(super) struct Error;
/// `log.exception`.
pub(super) struct Exception;
/// `log.info`.
pub(super) struct Info;
/// `log.warning`.
pub(super) struct Warning;

impl Level for Critical {
    const NAME: &'static str = "log.critical";
    const DOC: &'static str = "Logs a line as critical.";
    fn log(message: &Value) {
        tracing::error!("{message}");
    }
}

impl Level for Debug {
    const NAME: &'static str = "log.debug";
    const DOC: &'static str = "Logs a line for those who search for something.";
    fn log(message: &Value) {
        tracing::debug!("{message}");
    }
}

impl Level for Error {
    const NAME: &'static str = "log.error";
    const DOC: &'static str = "Logs a line as an error.";
    fn log(message: &Value) {
        tracing::error!("{message}");
    }
}

impl Level for Exception {
    const NAME: &'static str = "log.exception";
    const DOC: &'static str = "Logs a line as an error, as `log.error` does.";
    fn log(message: &Value) {
        tracing::error!("{message}");
    }
}

impl Level for Info {
    const NAME: &'static str = "log.info";
    const DOC: &'static str = "Logs a line as information.";
    fn log(message: &Value) {
        tracing::info!("{message}");
    }
}

impl Level for Warning {
    const NAME: &'static str = "log.warning";
    const DOC: &'static str = "Logs a line as a warning.";
    fn log(message: &Value) {
        tracing::warn!("{message}");
    }
}
