//! The alternatives of a name, asked and set by `update-alternatives`.

use std::path::Path;

use halite_common::value::Value;
use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::{Command, Output},
};

use crate::cmd::english;

fn command(ask: &Ask<'_>, words: &[&str]) -> Command {
    let grains = ask.facts.grains();
    let program = match grains.get("os_family").and_then(Value::as_str) {
        Some("RedHat") => "alternatives",
        _ => "update-alternatives",
    };
    english(Command::new([program].into_iter().chain(words.iter().copied())))
}

/// What it says of a name; the error message where there is no such name.
pub(super) fn display(ask: &Ask<'_>, name: &str) -> Result<String, ModuleError> {
    let output = ask.probe.query(&command(ask, &["--display", name]))?;
    let (said, wrong) = (output.stdout_text(), output.stderr_text());
    let text = if !output.success() && !wrong.is_empty() { wrong } else { said };
    Ok(text.trim_end().to_owned())
}

/// Whether a path is one of the alternatives.
pub(super) fn is_known(ask: &Ask<'_>, name: &str, path: &str) -> Result<bool, ModuleError> {
    let output = ask.probe.query(&command(ask, &["--display", name]))?;
    let own = |line: &str| line.split_once(" - ").map_or(line, |(own, _)| own) == path;
    Ok(output.success() && output.stdout_text().lines().any(own))
}

/// The path that the name means now.
pub(super) fn current(ask: &Ask<'_>, name: &str) -> Option<String> {
    let target = ask.probe.read_link(&Path::new("/etc/alternatives").join(name)).ok()?;
    Some(target.display().to_string())
}

/// Where the name stands in the path.
pub(super) fn link(ask: &Ask<'_>, name: &str) -> Result<Option<String>, ModuleError> {
    let grains = ask.facts.grains();
    let folder = match grains.get("os_family").and_then(Value::as_str) {
        Some("RedHat") => Some("/var/lib/alternatives"),
        Some("Suse") => Some("/var/lib/rpm/alternatives"),
        _ => None,
    };
    if let Some(folder) = folder {
        let text = ask.probe.read(&Path::new(folder).join(name)).unwrap_or_default();
        return Ok(String::from_utf8_lossy(&text).lines().nth(1).map(str::to_owned));
    }
    let output = ask.probe.query(&command(ask, &["--query", name]))?;
    let text = output.stdout_text();
    let mut first = text.lines().take_while(|line| !line.is_empty());
    Ok(first.find_map(|line| line.strip_prefix("Link:")).map(|link| link.trim().to_owned()))
}

/// Makes a change.
pub(super) fn change(act: &Act<'_>, words: &[&str]) -> Result<Output, ModuleError> {
    Ok(act.host.run(&command(&act.ask(), words))?)
}

/// What a change said: the error message where it failed.
pub(super) fn said(output: &Output) -> String {
    let text = if output.success() { output.stdout_text() } else { output.stderr_text() };
    text.trim_end().to_owned()
}
