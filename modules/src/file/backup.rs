//! `backup: minion`: the old content of a file, kept in the minion's cache under a name that tells when.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use halite_states::{
    declare::{Act, Facts, ModuleError},
    host::WriteOptions,
};
use jiff::{Timestamp, Zoned, tz::TimeZone};

use super::tree::make_dirs;

/// Where backups are kept.
pub(super) fn root(facts: &dyn Facts) -> PathBuf {
    facts.cache_dir().join("file_backup")
}

/// The folder of the backups of a file.
pub(super) fn folder(facts: &dyn Facts, path: &Path) -> PathBuf {
    let parent = path.parent().unwrap_or(Path::new("/"));
    root(facts).join(parent.strip_prefix("/").unwrap_or(parent))
}

/// Keeps what lies at `path` if `mode` (or else the option `backup_mode`) asks for it. Copies to the master are not kept there either.
pub(super) fn keep(act: &Act<'_>, path: &Path, mode: &str) -> Result<(), ModuleError> {
    let options = act.minion.options();
    let configured = options.get("backup_mode").and_then(|mode| mode.as_str()).unwrap_or_default();
    let mode = if mode.is_empty() { configured } else { mode };
    if !matches!(mode, "minion" | "both") || !act.host.is_file(path) {
        return Ok(());
    }
    save(act, path)
}

/// Keeps what lies at `path`.
pub(super) fn save(act: &Act<'_>, path: &Path) -> Result<(), ModuleError> {
    let old = act.host.stat(path).map_err(ModuleError::file("read", path))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let copy = folder(act.minion.as_facts(), path).join(format!("{name}_{}", stamp(act.host.now())));
    make_dirs(act, copy.parent().unwrap_or(Path::new("/")), &Default::default())?;
    let options = WriteOptions { mode: Some(old.mode), uid: Some(old.uid), gid: Some(old.gid) };
    act.host.copy(path, &copy, &options).map_err(ModuleError::file("write", &copy))
}

/// `Sat_Nov_21_00:15:59_123456_2026`
fn stamp(now: SystemTime) -> String {
    let now = local(now);
    format!(
        "{}_{:06}_{}",
        now.strftime("%a_%b_%d_%H:%M:%S"),
        now.subsec_nanosecond() / 1000,
        now.strftime("%Y")
    )
}

/// The time that a backup's name tells, in a form that sorts and one that is shown.
pub(super) fn time_of(name: &str, file: &str) -> Option<(String, String)> {
    let stamp = name.strip_prefix(file)?.strip_prefix('_')?;
    let parts: Vec<&str> = stamp.split('_').collect();
    let [weekday, month, day, time, micros, year] = parts.as_slice() else { return None };
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !(numeric(day) && numeric(micros) && numeric(year)) {
        return None;
    }
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let number = MONTHS.iter().position(|known| known == month)? + 1;
    Some((
        format!("{year}{number:02}{day}{time}{micros}"),
        format!("{weekday} {month} {day} {year} {time}.{micros}"),
    ))
}

/// A time as the clock on this machine's wall shows it.
pub(super) fn local(time: SystemTime) -> Zoned {
    Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(TimeZone::system())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{stamp, time_of};

    #[test]
    fn a_stamp_reads_back() {
        let stamp = stamp(SystemTime::UNIX_EPOCH + Duration::from_micros(1_700_000_000_123_456));
        let (sorted, shown) = time_of(&format!("motd_{stamp}"), "motd").unwrap();
        assert!(sorted.starts_with("202311") && sorted.ends_with("123456"), "{sorted}");
        assert!(shown.ends_with(".123456"), "{shown}");
        assert_eq!(time_of("motd_x", "motd"), None);
        assert_eq!(time_of(&format!("other_{stamp}"), "motd"), None);
    }
}
