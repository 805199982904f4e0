//! The functions that make a state run wait or end.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::state::{
    pause::{ALL, change, entry, folder, read},
    settings::names,
};

/// Makes a state run wait before a state.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Pause {
    /// The job.
    jid: Text,
    /// Id of the state; without it, the run waits before the next one.
    #[serde(default)]
    state_id: Option<Text>,
    /// Goes on by itself after so many seconds.
    #[serde(default)]
    duration: Option<Text>,
}

impl Function for Pause {
    const NAME: &'static str = "state.pause";
    type Output = ();
    fn call(self, act: &Act<'_>) -> Result<(), ModuleError> {
        let duration = self.duration.map(|text| text.trim().parse::<i64>());
        let duration =
            duration.transpose().map_err(|_| ModuleError::Usage("the duration is no number".into()))?;
        change(act, &self.jid, |said| {
            let Some(entry) = entry(said, self.state_id.as_deref().unwrap_or(ALL)) else { return };
            if let Some(seconds) = duration {
                entry.insert("duration", seconds);
            }
        })
    }
}

/// Lets a state run that waits go on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Resume {
    /// The job.
    jid: Text,
    /// Id of the state that it waits before; all if left out.
    #[serde(default)]
    state_id: Option<Text>,
}

impl Function for Resume {
    const NAME: &'static str = "state.resume";
    type Output = ();
    fn call(self, act: &Act<'_>) -> Result<(), ModuleError> {
        change(act, &self.jid, |said| match self.state_id.as_deref().unwrap_or(ALL) {
            ALL => said.clear(),
            id => {
                said.remove(id);
            }
        })
    }
}

/// Ends a state run before a state, when the one that runs now is done.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct SoftKill {
    /// The job.
    jid: Text,
    /// Id of the state; without it, the run ends before the next one.
    #[serde(default)]
    state_id: Option<Text>,
}

impl Function for SoftKill {
    const NAME: &'static str = "state.soft_kill";
    type Output = ();
    fn call(self, act: &Act<'_>) -> Result<(), ModuleError> {
        change(act, &self.jid, |said| {
            if let Some(entry) = entry(said, self.state_id.as_deref().unwrap_or(ALL)) {
                entry.insert("kill", true);
            }
        })
    }
}

/// Returns where the state runs that last will wait or end; forgets those of runs that are over.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct GetPauses {
    /// One job, or a list of them; all if left out.
    #[serde(default)]
    jid: Value,
}

impl Function for GetPauses {
    const NAME: &'static str = "state.get_pauses";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let folder = folder(act.minion.as_facts());
        let wanted = if self.jid.is_null() {
            let files = act.host.list(&folder).unwrap_or_default();
            files.iter().map(|name| name.to_string_lossy().into_owned()).collect()
        } else {
            names(&self.jid)
        };
        let running: Vec<String> =
            act.minion.running().iter().filter_map(|job| job.get("jid").map(ToString::to_string)).collect();
        let mut pauses = Dict::new();
        for jid in wanted.into_iter().filter(|jid| !jid.contains('/')) {
            let file = folder.join(&jid);
            if running.contains(&jid) {
                pauses.insert(jid, read(act.host.as_probe(), &file));
            } else {
                // It may be gone already.
                let _ = act.host.remove_file(&file);
            }
        }
        Ok(pauses)
    }
}
