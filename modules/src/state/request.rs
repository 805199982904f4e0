//! State runs that were tried in test mode and wait to be run for real.

use std::path::PathBuf;

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Act, Facts, ModuleError},
    host::{Probe, WriteOptions},
};

fn file(facts: &dyn Facts) -> PathBuf {
    facts.cache_dir().join("req_state.json")
}

/// All requests by name.
pub(super) fn read(facts: &dyn Facts, probe: &dyn Probe) -> Dict {
    let text = probe.read(&file(facts)).unwrap_or_default();
    let value = Value::from_json(&String::from_utf8_lossy(&text)).unwrap_or_default();
    value.into_dict().unwrap_or_default()
}

/// Replaces all requests; none at all removes the file.
pub(super) fn write(act: &Act<'_>, requests: Dict) -> Result<(), ModuleError> {
    let file = file(act.minion.as_facts());
    if requests.is_empty() {
        return match act.host.remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(ModuleError::file("remove", &file)(error))
            }
            _ => Ok(()),
        };
    }
    let text = Value::Dict(requests).to_json().to_string();
    let options = WriteOptions { mode: Some(0o600), ..WriteOptions::default() };
    act.host.write(&file, text.as_bytes(), &options).map_err(ModuleError::file("write", &file))
}
