//! Grains that users give the minion: in the file `grains` beside its configuration, and in the configuration.

use std::path::PathBuf;

use halite_common::{
    value::{Dict, Value},
    yaml,
};

use super::source::Source;

/// Those of the file. One that is no dictionary is left aside with a warning, as in Salt.
pub(super) fn file(source: &Source<'_>) -> Dict {
    let text = |name: &str| source.options.get(name).filter(|v| v.is_truthy()).map(ToString::to_string);
    let Some(conf_file) = text("conf_file").map(PathBuf::from) else { return Dict::new() };
    let dir = match source.probe.is_dir(&conf_file) {
        true => Some(conf_file.as_path()),
        false => conf_file.parent(),
    };
    let Some(path) = dir.map(|dir| dir.join("grains")).filter(|path| source.probe.is_file(path)) else {
        return Dict::new();
    };
    let Ok(bytes) = source.probe.read(&path) else { return Dict::new() };
    match yaml::load(&String::from_utf8_lossy(&bytes)) {
        Ok(document) => document.value.into_dict().unwrap_or_default(),
        Err(error) => {
            tracing::warn!(file = %path.display(), %error, "the file of static grains is left aside");
            Dict::new()
        }
    }
}

/// Those of the configuration.
pub(super) fn options(source: &Source<'_>) -> Dict {
    let mut grains = source.options.get("grains").and_then(Value::as_dict).cloned().unwrap_or_default();
    if source.flag("grain_opts", false) {
        grains.insert("opts", source.options.clone());
    }
    grains
}
