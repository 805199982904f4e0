//! The functions that try a state run and run it later.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::apply::apply;
use crate::state::{request, session::Answer};

/// Runs `state.apply` in test mode, and keeps it to be run for real by `state.run_request`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Request {
    /// SLS names, as a list or with commas between.
    #[serde(default)]
    mods: Value,
    /// What `state.apply` takes, and `name` for the request.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Request {
    const NAME: &'static str = "state.request";
    type Output = Value;
    fn call(mut self, act: &Act<'_>) -> Answer {
        self.kwargs.insert("test", true);
        let tried = apply(act, &self.mods, &self.kwargs)?;
        let name = self.kwargs.get("name").map_or_else(|| "default".into(), ToString::to_string);
        let mut requests = request::read(act.minion.as_facts(), act.host.as_probe());
        let kept = [("test_run", tried.clone()), ("mods", self.mods), ("kwargs", self.kwargs.into())];
        requests.insert(name, Dict::from(kept));
        request::write(act, requests)?;
        Ok(tried)
    }
}

/// Returns the state runs that were tried and wait.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct CheckRequest {
    /// Name of one request; all if left out.
    #[serde(default)]
    name: Option<Text>,
}

impl Function for CheckRequest {
    const NAME: &'static str = "state.check_request";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let mut requests = request::read(act.minion.as_facts(), act.host.as_probe());
        match self.name {
            None => Ok(requests.into()),
            Some(_) if requests.is_empty() => Ok(requests.into()),
            Some(name) => requests
                .remove(&name)
                .ok_or_else(|| ModuleError::Failed(format!("there is no request `{name}`"))),
        }
    }
}

/// Forgets state runs that were tried and wait.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct ClearRequest {
    /// Name of one request; all if left out.
    #[serde(default)]
    name: Option<Text>,
}

impl Function for ClearRequest {
    const NAME: &'static str = "state.clear_request";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let mut requests = request::read(act.minion.as_facts(), act.host.as_probe());
        if requests.is_empty() {
            return Ok(true);
        }
        match self.name {
            None => requests.clear(),
            Some(name) => {
                if requests.remove(&name).is_none() {
                    return Ok(false);
                }
            }
        }
        request::write(act, requests)?;
        Ok(true)
    }
}

/// Runs a state run for real that was tried by `state.request`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct RunRequest {
    /// Name of the request.
    #[serde(default = "default_name")]
    name: Text,
    /// Arguments that go over those of the request.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

fn default_name() -> Text {
    "default".into()
}

impl Function for RunRequest {
    const NAME: &'static str = "state.run_request";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let requests = request::read(act.minion.as_facts(), act.host.as_probe());
        let Some(kept) = requests.get(&self.name) else { return Ok(Dict::new().into()) };
        let mut kwargs = kept.get("kwargs").and_then(Value::as_dict).cloned().unwrap_or_default();
        kwargs.extend(self.kwargs);
        kwargs.remove("test");
        let done = apply(act, kept.get("mods").unwrap_or(&Value::Null), &kwargs)?;
        request::write(act, Dict::new())?;
        Ok(done)
    }
}
