//! Functions that go wrong on purpose.

use halite_common::{
    declare::Arguments,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Fails.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Exception {
    /// The message.
    #[serde(default = "test_exception")]
    message: Value,
}

fn test_exception() -> Value {
    "Test Exception".into()
}

impl Function for Exception {
    const NAME: &'static str = "test.exception";
    type Output = ();
    fn call(self, _: &Act<'_>) -> Result<(), ModuleError> {
        Err(ModuleError::Failed(self.message.to_string()))
    }
}

/// Fails as one of Salt's or Python's exceptions would; returns `False` for a name that is none.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct RaiseException {
    /// The exception, such as `salt.exceptions.CommandExecutionError`.
    name: String,
    /// What the exception is made with.
    #[serde(rename = "*args")]
    args: Vec<Value>,
    /// What the exception is made with, by name.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for RaiseException {
    const NAME: &'static str = "test.raise_exception";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        let name = self.name.strip_prefix("salt.exceptions.").unwrap_or(&self.name);
        if !["Error", "Exception", "Exit", "Interrupt"].iter().any(|end| name.ends_with(end)) {
            return Ok(false);
        }
        let words: Vec<String> = self.args.iter().chain(self.kwargs.values()).map(Value::to_string).collect();
        let message = words.join(" ");
        Err(match name {
            "SaltInvocationError" => ModuleError::Usage(message),
            _ => ModuleError::Failed(message),
        })
    }
}

/// Fails unless its argument is true.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Assertion {
    /// What must be true.
    assertion: Value,
}

impl Function for Assertion {
    const NAME: &'static str = "test.assertion";
    type Output = ();
    fn call(self, _: &Act<'_>) -> Result<(), ModuleError> {
        if self.assertion.is_truthy() { Ok(()) } else { Err(ModuleError::failed("AssertionError")) }
    }
}

/// Returns `True` with a return code.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Retcode {
    /// The return code.
    #[serde(default = "forty_two")]
    code: i32,
}

fn forty_two() -> i32 {
    42
}

impl Function for Retcode {
    const NAME: &'static str = "test.retcode";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        act.minion.set_retcode(self.code);
        Ok(true)
    }
}

/// Calls a function and returns `None` where it fails.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Try {
    /// The function.
    module: String,
    /// Returns the error's message instead of `None`.
    #[serde(default)]
    return_try_exception: bool,
    /// The function's arguments.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Try {
    const NAME: &'static str = "test.try";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(match act.minion.call(&self.module, Arguments::named(self.kwargs)) {
            Ok(value) => value,
            Err(error) if self.return_try_exception => error.to_string().into(),
            Err(_) => Value::Null,
        })
    }
}
