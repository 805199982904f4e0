//! Functions that give back what they get, or always the same.

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Returns `True`: the minion is up and answers. This is no ICMP ping.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Ping {}

impl Function for Ping {
    const NAME: &'static str = "test.ping";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(true)
    }
}

/// Returns what it is given.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Echo {
    /// What to return.
    text: Value,
}

impl Function for Echo {
    const NAME: &'static str = "test.echo";
    type Output = Value;
    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(self.text)
    }
}

/// Returns what it is given, to be shown by an outputter.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Outputter {
    /// What to return.
    data: Value,
}

impl Function for Outputter {
    const NAME: &'static str = "test.outputter";
    type Output = Value;
    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(self.data)
    }
}

/// Returns `True`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct True {}

impl Function for True {
    const NAME: &'static str = "test.true";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(true)
    }
}

/// Returns `False`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct False {}

impl Function for False {
    const NAME: &'static str = "test.false";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(false)
    }
}

/// Moved to `cmd.tty`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Tty {
    /// Anything.
    #[serde(rename = "*args")]
    _args: Vec<Value>,
    /// Anything.
    #[serde(rename = "**kwargs")]
    _kwargs: Dict,
}

impl Function for Tty {
    const NAME: &'static str = "test.tty";
    type Output = &'static str;
    fn call(self, _: &Act<'_>) -> Result<&'static str, ModuleError> {
        Ok("ERROR: This function has been moved to cmd.tty")
    }
}

/// Returns the named arguments.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Kwarg {
    /// Anything.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Kwarg {
    const NAME: &'static str = "test.kwarg";
    type Output = Dict;
    fn call(self, _: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(self.kwargs)
    }
}

/// Returns the arguments as `{args, kwargs}`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Arg {
    /// Anything.
    #[serde(rename = "*args")]
    args: Vec<Value>,
    /// Anything.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Arg {
    const NAME: &'static str = "test.arg";
    type Output = Dict;
    fn call(self, _: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(pair(Value::List(self.args), Value::Dict(self.kwargs)))
    }
}

/// Returns the arguments as `{args, kwargs}`, without those that Salt adds.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct ArgClean {
    /// Anything.
    #[serde(rename = "*args")]
    args: Vec<Value>,
    /// Anything.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for ArgClean {
    const NAME: &'static str = "test.arg_clean";
    type Output = Dict;
    fn call(self, _: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(pair(Value::List(self.args), Value::Dict(self.kwargs)))
    }
}

/// Returns the arguments as Python prints them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct ArgRepr {
    /// Anything.
    #[serde(rename = "*args")]
    args: Vec<Value>,
    /// Anything.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for ArgRepr {
    const NAME: &'static str = "test.arg_repr";
    type Output = Dict;
    fn call(self, _: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(pair(tuple_repr(&self.args).into(), Value::Dict(self.kwargs).repr().into()))
    }
}

/// Returns the Python types of the arguments.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct ArgType {
    /// Anything.
    #[serde(rename = "*args")]
    args: Vec<Value>,
    /// Anything.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for ArgType {
    const NAME: &'static str = "test.arg_type";
    type Output = Dict;
    fn call(self, _: &Act<'_>) -> Result<Dict, ModuleError> {
        let class = |value: &Value| format!("<class '{}'>", value.type_name());
        let kwargs: Dict = self.kwargs.iter().map(|(key, value)| (key.clone(), class(value))).collect();
        Ok(pair(self.args.iter().map(class).collect(), Value::Dict(kwargs)))
    }
}

fn pair(args: Value, kwargs: Value) -> Dict {
    Dict::from([("args", args), ("kwargs", kwargs)])
}

/// A tuple of one keeps its comma.
fn tuple_repr(items: &[Value]) -> String {
    let inner = items.iter().map(Value::repr).collect::<Vec<_>>().join(", ");
    if items.len() == 1 { format!("({inner},)") } else { format!("({inner})") }
}

#[cfg(test)]
mod tests {
    use super::tuple_repr;

    #[test]
    fn tuples_print_as_in_python() {
        assert_eq!(tuple_repr(&[]), "()");
        assert_eq!(tuple_repr(&[1.into()]), "(1,)");
        assert_eq!(tuple_repr(&[1.into(), "two".into()]), "(1, 'two')");
    }
}
