//! Logs: an event stream on standard error.

use std::io::IsTerminal;

use halite_common::failure::{Failure, Kind};
use tracing::level_filters::LevelFilter;

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Text for a person.
    Command,
    /// Text on a terminal, JSON lines otherwise.
    Daemon,
}

/// Starts logging at a level by Salt's name.
pub(crate) fn start(level: &str, style: Style) -> Result<(), Failure> {
    let filter = match level.to_lowercase().as_str() {
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
    };
    let terminal = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt()
        .with_max_level(filter)
        .with_writer(std::io::stderr)
        .with_ansi(terminal)
        .with_target(filter >= LevelFilter::DEBUG);
    // A second start, as in the quickstart's children, keeps the first.
    let _ = match style {
        Style::Daemon if !terminal => builder.json().flatten_event(true).try_init(),
        _ => builder.try_init(),
    };
    Ok(())
}
