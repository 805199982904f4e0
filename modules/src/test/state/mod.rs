//! The states of `test`.

pub(super) mod configurable;
pub(super) mod fixed;
pub(super) mod notification;
pub(super) mod pillar;

use halite_common::value::{Dict, Value};
use halite_states::declare::{Changes, Outcome};

/// The change that never happened.
fn pretended() -> Changes {
    Outcome::change("testing", "Unchanged", "Something pretended to change")
}

/// What every state of `test` does when a state it watches has changed; `result`, `comment` and `changes` are arguments.
fn watch_fired(arguments: &Dict) -> Outcome {
    let comment = arguments.get("comment").map_or("Watch statement fired.".into(), Value::to_string);
    let changes = arguments.get("changes").and_then(Value::as_dict).cloned();
    let nothing = || Dict::from([("Requisites with changes", Value::List(Vec::new()))]);
    Outcome {
        result: arguments.get("result").map_or(Some(true), Value::as_bool),
        ..Outcome::changed(changes.unwrap_or_else(nothing), comment)
    }
}
