//! Starting at boot or not, as a part of the other states: what is done and what is said about it.

use halite_common::value::Dict;
use halite_states::declare::{Act, ModuleError, Outcome};

use super::super::provider::Provider;

/// How the service fares otherwise, for the comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fares {
    /// It was made to run, or is to.
    Running,
    /// It already was as it is to be.
    AsWanted,
    /// It does not run.
    Dead,
}

impl Fares {
    /// From whether it runs after it was touched.
    pub(super) fn after(active: bool) -> Fares {
        if active { Fares::Running } else { Fares::Dead }
    }

    fn words(self) -> &'static str {
        match self {
            Fares::Running => "and is running",
            Fares::AsWanted => "and is in the desired state",
            Fares::Dead => "and is dead",
        }
    }
}

/// What test mode says.
pub(super) fn announced(name: &str, on: bool) -> String {
    format!("Service {name} set to be {}", participle(on))
}

/// What is said where nothing is to do.
pub(super) fn already(name: &str, on: bool, fares: Fares) -> String {
    format!("Service {name} is already {}, {}", participle(on), fares.words())
}

/// Enables or disables on top of what was done so far.
pub(super) fn toggle(
    act: &Act<'_>,
    provider: &dyn Provider,
    name: &str,
    on: bool,
    fares: Fares,
    before: Outcome,
) -> Result<Outcome, ModuleError> {
    if provider.enabled(&act.ask(), name, None)? == on {
        let changes = if fares == Fares::AsWanted { Dict::new() } else { before.changes };
        return Ok(Outcome { comment: already(name, on, fares), changes, ..before });
    }
    match provider.set_enabled(act, name, on, None) {
        Ok(true) => {
            let took = provider.enabled(&act.ask(), name, None)? == on;
            let changes = if took { Dict::from([(name, true)]) } else { Dict::new() };
            let comment = format!("Service {name} has been {}, {}", participle(on), fares.words());
            Ok(Outcome { changes, comment, ..before })
        }
        Ok(false) => Ok(refused(name, on, fares, None, before)),
        Err(ModuleError::Failed(told)) => Ok(refused(name, on, fares, Some(&told), before)),
        Err(other) => Err(other),
    }
}

fn refused(name: &str, on: bool, fares: Fares, told: Option<&str>, before: Outcome) -> Outcome {
    let (what, how) = match (on, fares) {
        (true, Fares::Running) => ("start", "but the service is running"),
        (false, Fares::Running) => ("not start", "and is running"),
        (true, Fares::AsWanted) => ("start", "but the service was already running"),
        (false, Fares::AsWanted) => ("not start", "but the service was already running"),
        (true, Fares::Dead) => ("start", "and the service is dead"),
        (false, Fares::Dead) => ("not start", "and the service is dead"),
    };
    let mut comment = format!("Failed when setting service {name} to {what} at boot, {how}");
    if let Some(told) = told {
        comment.push_str(&format!(". Additional information follows:\n\n{told}"));
    }
    Outcome { result: Some(false), comment, ..before }
}

fn participle(on: bool) -> &'static str {
    if on { "enabled" } else { "disabled" }
}
