//! What came of one state: Salt's result, changes and comment.

use halite_common::value::{Dict, Value};

/// What would change or did change: name of the thing to its old and new, in whatever form Salt gives it.
pub type Changes = Dict;

/// What came of one state.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// `true` done or in place, `false` failed, `None` would change (test mode).
    pub result: Option<bool>,
    /// What changed.
    pub changes: Changes,
    /// What to tell, in Salt's wording.
    pub comment: String,
    /// Things to mind that are no failure.
    pub warnings: Vec<String>,
    /// Further members that some states return beside the usual ones (`pchanges`, `data` …).
    pub extra: Dict,
}

impl Outcome {
    /// The machine already is as the state says.
    pub fn in_place(comment: impl Into<String>) -> Outcome {
        Outcome {
            result: Some(true),
            changes: Dict::new(),
            comment: comment.into(),
            warnings: Vec::new(),
            extra: Dict::new(),
        }
    }

    /// The state changed something, or (test mode, set by the engine) would.
    pub fn changed(changes: Changes, comment: impl Into<String>) -> Outcome {
        Outcome { changes, ..Outcome::in_place(comment) }
    }

    /// The state failed.
    pub fn failed(comment: impl Into<String>) -> Outcome {
        Outcome { result: Some(false), ..Outcome::in_place(comment) }
    }

    /// Adds something to mind.
    #[must_use]
    pub fn warn(mut self, warning: impl Into<String>) -> Outcome {
        self.warnings.push(warning.into());
        self
    }

    /// `{name: {old, new}}`, the usual form of a change.
    pub fn change(name: &str, old: impl Into<Value>, new: impl Into<Value>) -> Changes {
        Dict::from([(name, Value::Dict(Dict::from([("old", old.into()), ("new", new.into())])))])
    }
}
