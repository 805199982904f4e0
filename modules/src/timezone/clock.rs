//! The machine's zone and hardware clock, asked and set.

use std::path::{Component, Path, PathBuf};

use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::{Command, WriteOptions},
};

const ZONES: &str = "/usr/share/zoneinfo";
const LOCALTIME: &str = "/etc/localtime";

/// The value behind a name in what `timedatectl` says.
fn told<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (own, value) = line.split_once(':')?;
        let own = own.trim().to_lowercase().replace(' ', "");
        (own == name).then(|| value.trim())
    })
}

fn timedatectl(ask: &Ask<'_>) -> Option<String> {
    ask.probe.which("timedatectl")?;
    let output = ask.probe.query(&Command::new(["timedatectl"])).ok()?;
    output.success().then(|| output.stdout_text())
}

/// The name of the zone that is set.
pub(super) fn zone(ask: &Ask<'_>) -> Result<String, ModuleError> {
    let text = timedatectl(ask).unwrap_or_default();
    if let Some(zone) = told(&text, "timezone").and_then(|zone| zone.split_whitespace().next()) {
        return Ok(zone.to_owned());
    }
    if let Ok(target) = ask.probe.read_link(LOCALTIME.as_ref()) {
        let whole = Path::new("/etc").join(target).display().to_string();
        if let Some((_, zone)) = whole.split_once("zoneinfo/") {
            return Ok(zone.to_owned());
        }
    }
    let named = ask.probe.read("/etc/timezone".as_ref()).unwrap_or_default();
    let named = String::from_utf8_lossy(&named).trim().to_owned();
    match named.is_empty() {
        false => Ok(named),
        true => Err(ModuleError::failed("Unable to get timezone")),
    }
}

/// The file of a zone, if there is such a zone.
pub(super) fn file(ask: &Ask<'_>, zone: &str) -> Result<PathBuf, ModuleError> {
    let path = Path::new(ZONES).join(zone);
    let plain = Path::new(zone).components().all(|part| matches!(part, Component::Normal(_)));
    match plain && ask.probe.is_file(&path) {
        true => Ok(path),
        false => Err(ModuleError::failed(format!("Zone does not exist: {ZONES}/{zone}"))),
    }
}

/// Whether a zone is the one that is set: by name, or by what the files hold.
pub(super) fn is_set(ask: &Ask<'_>, name: &str) -> Result<bool, ModuleError> {
    // A name is good where nothing can tell better: `UTC` and `Etc/UTC` are the same zone.
    let mute = ask.probe.which("timedatectl").is_some() && timedatectl(ask).is_none();
    if let Ok(current) = zone(ask)
        && (!mute || !ask.probe.exists(LOCALTIME.as_ref()))
    {
        return Ok(current == name);
    }
    let wanted = file(ask, name);
    let wanted =
        wanted.map_err(|_| ModuleError::failed(format!("Can't find a local timezone \"{name}\"")))?;
    let read = |path: &Path| ask.probe.read(path).map_err(ModuleError::file("read", path));
    Ok(read(LOCALTIME.as_ref())? == read(&wanted)?)
}

/// Sets the zone.
pub(super) fn set(act: &Act<'_>, name: &str) -> Result<(), ModuleError> {
    let ask = act.ask();
    let path = file(&ask, name)?;
    if ask.probe.which("timedatectl").is_some()
        && act.host.run(&Command::new(["timedatectl", "set-timezone", name]))?.success()
        && zone(&ask).is_ok_and(|current| current == name)
    {
        return Ok(());
    }
    let beside = Path::new("/etc/.localtime.halite");
    // Left behind by a run that was cut off.
    act.host.remove_file(beside).ok();
    act.host.symlink(&path, beside).map_err(ModuleError::file("make", beside))?;
    act.host.rename(beside, LOCALTIME.as_ref()).map_err(ModuleError::file("replace", LOCALTIME))?;
    if matches!(family(&ask).as_str(), "Debian" | "Gentoo") {
        let written = act.host.write(
            "/etc/timezone".as_ref(),
            format!("{name}\n").as_bytes(),
            &WriteOptions::default(),
        );
        written.map_err(ModuleError::file("write", "/etc/timezone"))?;
    }
    Ok(())
}

fn family(ask: &Ask<'_>) -> String {
    let grains = ask.facts.grains();
    grains.get("os_family").map(halite_common::value::Value::to_string).unwrap_or_default()
}

/// What the hardware clock shows: `UTC` or `localtime`.
pub(super) fn hardware(ask: &Ask<'_>) -> &'static str {
    let local = match timedatectl(ask).as_deref().and_then(|text| told(text, "rtcinlocaltz")) {
        Some(answer) => answer.eq_ignore_ascii_case("yes"),
        None => {
            let text = ask.probe.read("/etc/adjtime".as_ref()).unwrap_or_default();
            String::from_utf8_lossy(&text).lines().nth(2).is_some_and(|line| line.trim() == "LOCAL")
        }
    };
    if local { "localtime" } else { "UTC" }
}

/// Sets what the hardware clock shows; false where it did not work.
pub(super) fn set_hardware(act: &Act<'_>, clock: &str) -> Result<bool, ModuleError> {
    let local = if clock == "localtime" { "true" } else { "false" };
    if act.host.which("timedatectl").is_some() {
        return Ok(act.host.run(&Command::new(["timedatectl", "set-local-rtc", local]))?.success());
    }
    let how = if clock == "localtime" { "--localtime" } else { "--utc" };
    Ok(act.host.run(&Command::new(["hwclock", "--systohc", how]))?.success())
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn what_timedatectl_says() {
        let text = "               Local time: Sat 2026-11-21 03:00:00 UTC\n                Time zone: Etc/UTC (UTC, +0000)\n\
                    System clock synchronized: yes\n          RTC in local TZ: no\n";
        assert_eq!(told(text, "timezone"), Some("Etc/UTC (UTC, +0000)"));
        assert_eq!(told(text, "rtcinlocaltz"), Some("no"));
        assert_eq!(told("Timezone: Europe/Berlin (CET)", "timezone"), Some("Europe/Berlin (CET)"));
    }
}
