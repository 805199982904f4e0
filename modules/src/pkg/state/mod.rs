//! States.

mod aggregate;
mod held;
mod installed;
mod latest;
mod removed;
mod uptodate;

use halite_states::declare::{Act, ModuleError, Outcome, State, Verdict};

pub(super) use held::{Held, Unheld};
pub(super) use installed::Installed;
pub(super) use latest::Latest;
pub(super) use removed::{Purged, Removed};
pub(super) use uptodate::Uptodate;

/// What watching means for packages: the state is run once more.
fn again<S: State>(state: &S, act: &Act<'_>) -> Result<Outcome, ModuleError> {
    match state.check(&act.ask())? {
        Verdict::InPlace(outcome) | Verdict::Failed(outcome) => Ok(outcome),
        Verdict::Change(plan) => state.apply(act, plan),
    }
}

/// A package with the version it is to have, as comments show it.
fn shown(name: &str, version: Option<&String>) -> String {
    match version {
        None => name.to_owned(),
        Some(version) if version.starts_with(['<', '>', '=']) => format!("{name}{version}"),
        Some(version) => format!("{name}={version}"),
    }
}

/// `s were` or ` was`, as a number asks for.
fn number(count: usize) -> (&'static str, &'static str) {
    if count > 1 { ("s", "were") } else { ("", "was") }
}
