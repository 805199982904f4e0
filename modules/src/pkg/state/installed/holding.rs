//! Marks of packages, as `hold` asks for.

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, Verdict};

use super::{
    super::super::hold::{self, Held},
    Plan,
};

/// Looks whether marks are to be set where all is installed.
pub(super) fn look(
    ask: &Ask<'_>,
    on: bool,
    plan: Plan,
    comment: String,
) -> Result<Verdict<Plan>, ModuleError> {
    let seen: Result<Vec<Held>, _> = plan.desired.keys().map(|name| hold::look(ask, name, on)).collect();
    let seen = seen?;
    if seen.iter().all(|held| held.result.is_some()) {
        return Ok(Verdict::InPlace(add_marks(Outcome::in_place(comment), &seen)));
    }
    Ok(Verdict::Change(Plan { only_hold: Some(comment), ..plan }))
}

/// What test mode says.
pub(super) fn foresee(ask: &Ask<'_>, on: bool, plan: &Plan, comment: &str) -> Outcome {
    let seen = plan.desired.keys().filter_map(|name| hold::look(ask, name, on).ok()).collect::<Vec<_>>();
    add_marks(Outcome::in_place(comment), &seen)
}

/// Sets marks where all is installed.
pub(super) fn carry_out(act: &Act<'_>, on: bool, plan: &Plan, comment: &str) -> Result<Outcome, ModuleError> {
    Ok(add_marks(Outcome::in_place(comment), &set(act, on, plan)?))
}

/// Sets the marks of all packages wanted.
pub(super) fn set(act: &Act<'_>, on: bool, plan: &Plan) -> Result<Vec<Held>, ModuleError> {
    plan.desired.keys().map(|name| hold::set(act, name, on)).collect()
}

fn add_marks(mut outcome: Outcome, marks: &[Held]) -> Outcome {
    for mark in marks {
        outcome.comment.push_str(&format!(".\n{}", mark.comment));
        if mark.result != Some(true) {
            outcome.result = mark.result;
        }
        if !mark.changes.is_empty() {
            outcome.changes.insert(mark.name.as_str(), mark.changes.clone());
        }
    }
    outcome
}

/// Adds a mark to what changed otherwise.
pub(super) fn add_change(changes: &mut Dict, mark: &Held) {
    let text = |name: &str| mark.changes.get(name).map(Value::to_string).unwrap_or_default();
    let Some(change) = changes.get_mut(&mark.name).and_then(Value::as_dict_mut) else {
        changes.insert(mark.name.as_str(), Dict::from([("new", text("new"))]));
        return;
    };
    for name in ["new", "old"] {
        let before = change.get(name).map(Value::to_string).unwrap_or_default();
        let after = if before.is_empty() { text(name) } else { format!("{before}\n{}", text(name)) };
        change.insert(name, after);
    }
}
