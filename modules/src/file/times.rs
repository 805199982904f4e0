//! Times of files, as seconds since 1970.

use std::{
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use halite_states::{
    declare::ModuleError,
    host::{Host, WriteOptions},
};

/// A time as seconds since 1970, as Python has it.
pub(super) fn seconds(time: SystemTime) -> f64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_secs_f64(),
        Err(before) => -before.duration().as_secs_f64(),
    }
}

/// Makes an empty file if there is none, and sets its times; `None` is now.
pub(super) fn touch(
    host: &dyn Host,
    path: &Path,
    accessed: Option<f64>,
    modified: Option<f64>,
) -> Result<(), ModuleError> {
    if !host.exists(path) {
        host.write(path, b"", &WriteOptions::default()).map_err(ModuleError::file("make", path))?;
    }
    let now = host.now();
    let (Some(accessed), Some(modified)) = (time(accessed, now), time(modified, now)) else {
        return Err(ModuleError::Usage("atime and mtime must be integers".into()));
    };
    host.set_times(path, accessed, modified).map_err(ModuleError::file("set the times of", path))
}

fn time(seconds: Option<f64>, now: SystemTime) -> Option<SystemTime> {
    let Some(seconds) = seconds else { return Some(now) };
    let span = Duration::try_from_secs_f64(seconds.abs()).ok()?;
    if seconds < 0.0 { UNIX_EPOCH.checked_sub(span) } else { UNIX_EPOCH.checked_add(span) }
}
