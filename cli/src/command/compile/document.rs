//! What was compiled, as data for programs.

use halite_common::{
    failure::Failure,
    value::{Dict, Value},
};

use super::{CompileOutcome, ListedState, ListedStates};

/// The whole document.
pub(super) fn of(outcome: &CompileOutcome) -> Value {
    let pillar = match &outcome.pillar {
        Ok(pillar) => sound("data", pillar.clone()),
        Err(errors) => broken(errors.clone()),
    };
    let sls: Dict = outcome.sls.iter().map(|(name, states)| (name.as_str(), of_states(states))).collect();
    let mut document = Dict::from([("pillar", pillar), ("sls", sls)]);
    if let Some(top) = &outcome.top {
        let shown = match top {
            Ok(top) => sound("data", top.clone()),
            Err(failures) => broken(texts(failures)),
        };
        document.insert("top", shown);
    }
    if let Some(states) = &outcome.highstate {
        document.insert("highstate", of_states(states));
    }
    document.into()
}

fn of_states(states: &ListedStates) -> Dict {
    match states {
        Err(failures) => broken(texts(failures)),
        Ok(states) => {
            let mut shown = sound("lowstate", states.iter().map(|s| s.chunk.clone()).collect::<Value>());
            shown.insert("places", states.iter().map(place).collect::<Value>());
            let warnings: Vec<String> =
                states.iter().filter_map(|s| s.warning.as_ref()).map(ToString::to_string).collect();
            if !warnings.is_empty() {
                shown.insert("warnings", warnings);
            }
            shown
        }
    }
}

/// File and line of a state, as compilers write them.
pub(super) fn place(state: &ListedState) -> Value {
    state.place.as_ref().map(|place| format!("{}:{}", place.file, place.line)).into()
}

fn sound(name: &str, value: impl Into<Value>) -> Dict {
    Dict::from([("status", Value::from("ok")), (name, value.into())])
}

fn broken(errors: Vec<String>) -> Dict {
    Dict::from([("status", Value::from("error")), ("errors", errors.into())])
}

fn texts(failures: &[Failure]) -> Vec<String> {
    failures.iter().map(ToString::to_string).collect()
}
