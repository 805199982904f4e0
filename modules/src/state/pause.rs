//! State runs that wait or end where an operator said so.
//!
//! What was said lies in a file for each job, so that another process can say it.

use std::{path::PathBuf, time::Duration};

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Act, Facts, Minion, ModuleError},
    host::{Host, Probe, WriteOptions},
    run::Gate,
};

/// The id that stands for every state.
pub(super) const ALL: &str = "__all__";

/// The pauses of the job that runs.
pub(super) struct Pauses<'a> {
    host: &'a dyn Host,
    minion: &'a dyn Minion,
    file: PathBuf,
}

impl<'a> Pauses<'a> {
    /// Those of the job at hand; a call without a job has none.
    pub(super) fn of(act: &Act<'a>) -> Option<Pauses<'a>> {
        let jid = act.minion.jid()?;
        Some(Pauses { host: act.host, minion: act.minion, file: folder(act.minion.as_facts()).join(jid) })
    }
}

impl Gate for Pauses<'_> {
    fn pass(&self, id: &str) -> bool {
        let start = self.host.now();
        loop {
            let all = read(self.host.as_probe(), &self.file);
            let Some(said) = all.get(id).or_else(|| all.get(ALL)) else { return true };
            if said.get("kill").is_some_and(Value::is_truthy) {
                return false;
            }
            if let Some(limit) = said.get("duration").and_then(Value::as_float) {
                let waited = self.host.now().duration_since(start).unwrap_or_default();
                if waited.as_secs_f64() > limit {
                    return true;
                }
            }
            self.host.sleep(Duration::from_secs(1));
            if self.minion.cancelled().is_some() {
                return true;
            }
        }
    }
}

/// The folder of the files.
pub(super) fn folder(facts: &dyn Facts) -> PathBuf {
    facts.cache_dir().join("state_pause")
}

/// What was said for a job, by state id.
pub(super) fn read(probe: &dyn Probe, file: &std::path::Path) -> Dict {
    let text = probe.read(file).unwrap_or_default();
    let value = Value::from_json(&String::from_utf8_lossy(&text)).unwrap_or_default();
    value.into_dict().unwrap_or_default()
}

/// Changes what was said for a job.
pub(super) fn change(act: &Act<'_>, jid: &str, change: impl FnOnce(&mut Dict)) -> Result<(), ModuleError> {
    if jid.is_empty() || !jid.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(ModuleError::Usage(format!("`{jid}` is no job id")));
    }
    let folder = folder(act.minion.as_facts());
    if !act.host.is_dir(&folder) {
        act.host.create_dir(&folder, Some(0o700)).map_err(ModuleError::file("create", &folder))?;
    }
    let file = folder.join(jid);
    let mut said = read(act.host.as_probe(), &file);
    change(&mut said);
    let text = Value::Dict(said).to_json().to_string();
    let options = WriteOptions { mode: Some(0o600), ..WriteOptions::default() };
    act.host.write(&file, text.as_bytes(), &options).map_err(ModuleError::file("write", &file))
}

/// What is said for one state: made if it is not there.
pub(super) fn entry<'a>(said: &'a mut Dict, id: &str) -> Option<&'a mut Dict> {
    said.entry_or_insert_with(id.into(), || Dict::new().into()).as_dict_mut()
}
