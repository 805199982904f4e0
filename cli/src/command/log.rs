//! Logs: an event stream on standard error.

use std::{io::IsTerminal, sync::OnceLock};

use halite_common::failure::{Failure, Kind};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Registry,
    layer::SubscriberExt,
    reload::{self, Handle},
    util::SubscriberInitExt,
};

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Text for a person.
    Command,
    /// Text on a terminal, JSON lines otherwise.
    Daemon,
}

/// The level in force, which may change.
static LEVEL: OnceLock<Handle<LevelFilter, Registry>> = OnceLock::new();

/// Starts logging at a level by Salt's name.
pub(crate) fn start(level: &str, style: Style) -> Result<(), Failure> {
    let filter = read(level)?;
    let terminal = std::io::stderr().is_terminal();
    let (level, handle) = reload::Layer::new(filter);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(terminal)
        .with_target(filter >= LevelFilter::DEBUG);
    let registry = tracing_subscriber::registry().with(level);
    // A second start, as in the quickstart's children, keeps the first.
    let started = match style {
        Style::Daemon if !terminal => registry.with(lines.json().flatten_event(true)).try_init(),
        _ => registry.with(lines).try_init(),
    };
    if started.is_ok() {
        let _ = LEVEL.set(handle);
    }
    Ok(())
}

/// Logs at another level from now on.
pub(crate) fn set_level(level: &str) -> Result<(), Failure> {
    let filter = read(level)?;
    if let Some(handle) = LEVEL.get() {
        // It fails only when logging is over.
        let _ = handle.modify(|level| *level = filter);
    }
    Ok(())
}

fn read(level: &str) -> Result<LevelFilter, Failure> {
    Ok(match level.to_lowercase().as_str() {
        "all" | "garbage" | "trace" => LevelFilter::TRACE,
        "debug" | "profile" => LevelFilter::DEBUG,
        "info" => LevelFilter::INFO,
        "warning" | "warn" => LevelFilter::WARN,
        "error" | "critical" => LevelFilter::ERROR,
        "quiet" => LevelFilter::OFF,
        other => {
            return Err(Failure::new(Kind::Usage, format!("there is no log level `{other}`"))
                .hint("known are all, garbage, trace, debug, info, warning, error, critical, quiet"));
        }
    })
}
