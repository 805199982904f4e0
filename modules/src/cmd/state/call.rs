//! `cmd.call` and `cmd.wait_call`, which are refused.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

const REFUSAL: &str = "this state calls a Python function, which only SLS files written in Python can hand over, and \
                       there is no Python here. Use `cmd.run`, `cmd.script` or `module.run`.";

/// Refused: calls a Python function of an SLS file written in Python.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::cmd) struct Call {
    /// Not looked at.
    #[serde(rename = "name")]
    _name: Text,
    /// Not looked at.
    #[serde(default, rename = "func")]
    _func: Value,
    /// Not looked at.
    #[serde(default, rename = "args")]
    _args: Value,
    /// Not looked at.
    #[serde(default, rename = "kws")]
    _kws: Value,
    /// Not looked at.
    #[serde(default, rename = "output_loglevel")]
    _output_loglevel: Value,
    /// Not looked at.
    #[serde(default, rename = "hide_output")]
    _hide_output: Value,
    /// Not looked at.
    #[serde(default, rename = "use_vt")]
    _use_vt: Value,
    /// Not looked at.
    #[serde(default, rename = "**kwargs")]
    _kwargs: Dict,
}

impl State for Call {
    const NAME: &'static str = "cmd.call";
    type Plan = ();

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        Ok(Verdict::failed(format!("cmd.call: {REFUSAL}")))
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::failed(format!("cmd.call: {REFUSAL}"))
    }

    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome::failed(format!("cmd.call: {REFUSAL}")))
    }
}

/// Refused: calls a Python function of an SLS file written in Python.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::cmd) struct WaitCall {
    /// Not looked at.
    #[serde(rename = "name")]
    _name: Text,
    /// Not looked at.
    #[serde(default, rename = "func")]
    _func: Value,
    /// Not looked at.
    #[serde(default, rename = "args")]
    _args: Value,
    /// Not looked at.
    #[serde(default, rename = "kws")]
    _kws: Value,
    /// Not looked at.
    #[serde(default, rename = "stateful")]
    _stateful: Value,
    /// Not looked at.
    #[serde(default, rename = "output_loglevel")]
    _output_loglevel: Value,
    /// Not looked at.
    #[serde(default, rename = "hide_output")]
    _hide_output: Value,
    /// Not looked at.
    #[serde(default, rename = "use_vt")]
    _use_vt: Value,
    /// Not looked at.
    #[serde(default, rename = "**kwargs")]
    _kwargs: Dict,
}

impl State for WaitCall {
    const NAME: &'static str = "cmd.wait_call";
    type Plan = ();

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        Ok(Verdict::failed(format!("cmd.wait_call: {REFUSAL}")))
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::failed(format!("cmd.wait_call: {REFUSAL}"))
    }

    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome::failed(format!("cmd.wait_call: {REFUSAL}")))
    }
}
