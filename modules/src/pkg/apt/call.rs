//! How apt is run: without questions, outside the minion's own unit, and in turn with others.

use std::time::Duration;

use halite_common::value::Value;
use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::{Command, Output},
};

use crate::cmd::english;

/// Keeps maintainer scripts and helpers from asking.
const QUIET: [(&str, &str); 4] = [
    ("APT_LISTBUGS_FRONTEND", "none"),
    ("APT_LISTCHANGES_FRONTEND", "none"),
    ("DEBIAN_FRONTEND", "noninteractive"),
    ("UCF_FORCE_CONFFOLD", "1"),
];

/// How often a locked package database is tried again.
const TRIES: u32 = 10;

/// A command that only asks.
pub(super) fn query(ask: &Ask<'_>, words: &[&str]) -> Result<Output, ModuleError> {
    Ok(ask.probe.query(&english(Command::new(words.iter().copied())))?)
}

/// A command that changes something, in a scope of its own: restarting the minion must not end it half-way.
pub(super) fn scoped(
    act: &Act<'_>,
    words: &[String],
    env: &[(String, String)],
) -> Result<Output, ModuleError> {
    let scope = ["systemd-run", "--scope", "--description", "\"halite.modules.pkg\""];
    let before = if has_scope(&act.ask()) { &scope[..] } else { &[] };
    let words = before.iter().map(ToString::to_string).chain(words.iter().cloned());
    patient(act, &with_env(words.collect(), env))
}

/// A command that changes something and is over soon.
pub(super) fn plain(act: &Act<'_>, words: &[String]) -> Result<Output, ModuleError> {
    patient(act, &with_env(words.to_vec(), &[]))
}

pub(super) fn with_env(words: Vec<String>, env: &[(String, String)]) -> Command {
    let command =
        QUIET.iter().fold(english(Command::new(words)), |command, (name, value)| command.env(*name, *value));
    env.iter().fold(command, |command, (name, value)| command.env(name, value))
}

fn patient(act: &Act<'_>, command: &Command) -> Result<Output, ModuleError> {
    let mut output = act.host.run(command)?;
    for attempt in 1..=TRIES {
        if output.success() || !output.stderr_text().contains("Could not get lock") {
            break;
        }
        tracing::warn!("waiting for dpkg lock release: retrying {attempt}/{TRIES}");
        act.host.sleep(Duration::from_secs(1 << attempt.min(6)));
        output = act.host.run(command)?;
    }
    Ok(output)
}

fn has_scope(ask: &Ask<'_>) -> bool {
    let wanted = ask.facts.options().get("systemd.scope").and_then(Value::as_bool) != Some(false);
    wanted && ask.probe.exists("/run/systemd/system".as_ref()) && ask.probe.which("systemd-run").is_some()
}
