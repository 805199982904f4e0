//! The execution functions that guards and slots call.

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Gives its argument back.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Echo {
    text: Value,
}

impl Function for Echo {
    const NAME: &'static str = "test.echo";
    type Output = Value;
    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(self.text)
    }
}

/// Gives all its arguments back.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Arg {
    #[serde(rename = "*args")]
    args: Vec<Value>,
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Arg {
    const NAME: &'static str = "test.arg";
    type Output = Value;
    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        let members = [("args", Value::List(self.args)), ("kwargs", Value::Dict(self.kwargs))];
        Ok(Value::Dict(Dict::from(members)))
    }
}

/// Gives true.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct True {}

impl Function for True {
    const NAME: &'static str = "test.true";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(true)
    }
}

/// Gives false.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct False {}

impl Function for False {
    const NAME: &'static str = "test.false";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(false)
    }
}

/// Knows the commands `true` and `false`.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Retcode {
    cmd: String,
    #[serde(rename = "**kwargs")]
    _options: Dict,
}

impl Function for Retcode {
    const NAME: &'static str = "cmd.retcode";
    type Output = i32;
    fn call(self, _: &Act<'_>) -> Result<i32, ModuleError> {
        Ok(i32::from(self.cmd != "true"))
    }
}
