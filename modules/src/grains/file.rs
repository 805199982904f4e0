//! The file of static grains: `grains` beside the minion's configuration.

use std::{
    io,
    path::{Path, PathBuf},
};

use halite_common::{
    value::{Dict, Value},
    yaml::{self, DumpOptions},
};
use halite_states::{
    declare::{Act, Facts, ModuleError, Refresh},
    host::{Probe, WriteOptions},
};

/// Where the file lies.
fn path(facts: &dyn Facts, probe: &dyn Probe) -> PathBuf {
    let options = facts.options();
    let text = |name: &str| options.get(name).filter(|value| value.is_truthy()).map(ToString::to_string);
    let file = PathBuf::from(text("conf_file").unwrap_or_else(|| "/etc/halite/minion".into()));
    let dir = if probe.is_dir(&file) { file.as_path() } else { file.parent().unwrap_or(Path::new("/")) };
    dir.join("grains")
}

fn read(probe: &dyn Probe, path: &Path) -> Result<Dict, ModuleError> {
    let text = match probe.read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Dict::new()),
        Err(error) => return Err(ModuleError::file("read", path)(error)),
    };
    let document = yaml::load(&text)
        .map_err(|error| ModuleError::Failed(format!("Unable to read existing grains file: {error}")))?;
    Ok(document.value.into_dict().unwrap_or_default())
}

/// Sets top-level grains in the file; a null removes the grain if `destructive`. The minion sees them at once.
pub(super) fn set(act: &Act<'_>, grains: &Dict, destructive: bool) -> Result<(), ModuleError> {
    let path = path(act.minion.as_facts(), act.host.as_probe());
    let mut stored = read(act.host.as_probe(), &path)?;
    for (key, value) in grains {
        if value.is_null() && destructive {
            stored.remove_key(key);
        } else {
            stored.insert(key.clone(), value.clone());
        }
    }
    let text = yaml::dump(&Value::Dict(stored), &DumpOptions { sort_keys: true, ..DumpOptions::default() });
    act.host
        .write(&path, text.as_bytes(), &WriteOptions::default())
        .map_err(ModuleError::file("write", &path))?;
    act.minion.refresh(Refresh::Grains)
}
