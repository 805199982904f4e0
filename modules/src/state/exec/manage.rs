//! The functions that look after state runs.

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    grains,
    state::{disabled, settings::names},
};

/// Returns a sentence for each state run that lasts.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Running {
    /// Returns nothing, as if none lasted.
    #[serde(default)]
    concurrent: bool,
}

impl Function for Running {
    const NAME: &'static str = "state.running";
    type Output = Vec<String>;
    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        if self.concurrent {
            return Ok(Vec::new());
        }
        let own = act.minion.jid();
        let text = |job: &Dict, name: &str| job.get(name).map(ToString::to_string).unwrap_or_default();
        let jobs = act
            .minion
            .running()
            .into_iter()
            .filter(|job| !job.contains("queued"))
            .filter(|job| text(job, "fun").starts_with("state.") && Some(text(job, "jid")) != own);
        Ok(jobs
            .map(|job| {
                let jid = text(&job, "jid");
                let started =
                    jid.parse::<halite_common::id::Jid>().map(|jid| jid.shown()).unwrap_or_default();
                format!(
                    "The function \"{}\" is running as PID {} and was started at {started} with jid {jid}",
                    text(&job, "fun"),
                    text(&job, "pid"),
                )
            })
            .collect())
    }
}

/// Switches state runs off: `highstate`, or SLS names.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Disable {
    /// Names, as a list or with commas between; `nginx.*` stands for all below `nginx`.
    states: Value,
}

impl Function for Disable {
    const NAME: &'static str = "state.disable";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        change(act, &self.states, |off, name| match off.iter().any(|known| known == name) {
            true => format!("Info: {name} state already disabled."),
            false => {
                off.push(name.to_owned());
                format!("Info: {name} state disabled.")
            }
        })
    }
}

/// Switches state runs on again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Enable {
    /// Names, as a list or with commas between.
    states: Value,
}

impl Function for Enable {
    const NAME: &'static str = "state.enable";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        change(act, &self.states, |off, name| match off.iter().position(|known| known == name) {
            None => format!("Info: {name} state already enabled."),
            Some(position) => {
                off.remove(position);
                format!("Info: {name} state enabled.")
            }
        })
    }
}

fn change(
    act: &Act<'_>,
    states: &Value,
    mut switch: impl FnMut(&mut Vec<String>, &str) -> String,
) -> Result<Dict, ModuleError> {
    let before = disabled::list(&act.minion.grains());
    let mut off = before.clone();
    let messages: Vec<String> = names(states).iter().map(|name| switch(&mut off, name)).collect();
    if off != before {
        grains::setval(act, disabled::GRAIN, off.into())?;
    }
    Ok(Dict::from([("res", Value::from(true)), ("msg", messages.join("\n").into())]))
}

/// Returns the state runs that are switched off.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct ListDisabled {}

impl Function for ListDisabled {
    const NAME: &'static str = "state.list_disabled";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(act.minion.grains().get(disabled::GRAIN).cloned().unwrap_or_else(|| "".into()))
    }
}

/// Removes what compiling left in the cache folder, and returns the files' names.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct ClearCache {}

impl Function for ClearCache {
    const NAME: &'static str = "state.clear_cache";
    type Output = Vec<String>;
    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let folder = act.minion.cache_dir();
        let names = act.host.list(&folder).unwrap_or_default();
        let mut removed = Vec::new();
        for name in names.iter().map(|name| name.to_string_lossy()).filter(|name| name.ends_with(".cache.p"))
        {
            let path = folder.join(&*name);
            if act.host.is_file(&path) {
                act.host.remove_file(&path).map_err(ModuleError::file("remove", &path))?;
                removed.push(name.into_owned());
            }
        }
        Ok(removed)
    }
}
