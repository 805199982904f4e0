//! Work on packages that failed half-way, told as Salt tells it.

use halite_common::value::{Dict, Value};
use halite_states::declare::{ModuleError, Outcome};

/// Why packages are not as they should be.
#[derive(Debug)]
pub(super) enum Problem {
    /// Nothing was done.
    Module(ModuleError),
    /// Something may have been done.
    Partial(Box<Partial>),
}

/// Work that failed half-way.
#[derive(Debug)]
pub(super) struct Partial {
    /// What was tried.
    message: &'static str,
    /// What the package manager said.
    info: Dict,
    /// What changed all the same.
    changes: Dict,
}

impl From<ModuleError> for Problem {
    fn from(error: ModuleError) -> Problem {
        Problem::Module(error)
    }
}

impl Problem {
    /// Work that failed half-way.
    pub(super) fn partial(message: &'static str, info: Dict, changes: Dict) -> Problem {
        Problem::Partial(Box::new(Partial { message, info, changes }))
    }

    /// As the error of a function, changes included.
    pub(super) fn into_error(self) -> ModuleError {
        match self {
            Problem::Module(error) => error,
            Problem::Partial(partial) => {
                let Partial { message, mut info, changes } = *partial;
                info.insert("changes", changes);
                ModuleError::Failed(told(message, &info))
            }
        }
    }

    /// As a failed state. `doing` is for problems that came before anything was done.
    pub(super) fn into_outcome(self, doing: &str) -> Outcome {
        match self {
            Problem::Module(error) => {
                let told = error.into_failure().message;
                Outcome::failed(format!("An error was encountered while {doing}: {told}"))
            }
            Problem::Partial(partial) => {
                let Partial { message, info, changes } = *partial;
                Outcome { changes, ..Outcome::failed(told(message, &info)) }
            }
        }
    }
}

fn told(message: &str, info: &Dict) -> String {
    format!("{message}. Additional info follows:\n\n{}", nested(info))
}

/// Data as the `nested` outputter shows it, without colours.
fn nested(info: &Dict) -> String {
    let mut lines = Vec::new();
    show_dict(info, 0, &mut lines);
    lines.join("\n")
}

fn show_dict(dict: &Dict, indent: usize, lines: &mut Vec<String>) {
    if indent > 0 {
        lines.push(format!("{:indent$}----------", ""));
    }
    let mut members: Vec<(String, &Value)> =
        dict.iter().map(|(key, value)| (key.to_string(), value)).collect();
    members.sort_by(|a, b| a.0.cmp(&b.0));
    for (key, value) in members {
        lines.push(format!("{:indent$}{key}:", ""));
        show(value, indent + 4, "", lines);
    }
}

fn show(value: &Value, indent: usize, bullet: &str, lines: &mut Vec<String>) {
    match value {
        Value::Dict(dict) => show_dict(dict, indent, lines),
        Value::List(items) => items.iter().for_each(|item| show(item, indent, "- ", lines)),
        other => {
            let text = other.to_string();
            for (n, line) in text.lines().enumerate() {
                let lead = if n == 0 { bullet } else { &"  "[..bullet.len()] };
                lines.push(format!("{:indent$}{lead}{line}", ""));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    use super::Problem;

    #[test]
    fn problems_are_told_as_salt_tells_them() {
        let errors: Value = ["E: one\nE: two", "E: three"].into_iter().collect();
        let info = Dict::from([("errors", errors)]);
        let changes = Dict::from([("nginx", Dict::from([("old", ""), ("new", "1.22")]))]);
        let problem = || Problem::partial("It failed", info.clone(), changes.clone());
        let outcome = problem().into_outcome("x");
        assert_eq!(
            outcome.comment,
            "It failed. Additional info follows:\n\nerrors:\n    - E: one\n      E: two\n    - E: three"
        );
        assert_eq!(outcome.changes, changes);
        let text = problem().into_error().to_string();
        let shown = "changes:\n    ----------\n    nginx:\n        ----------\n        new:\n            1.22\n        old:\nerrors:";
        assert!(text.contains(shown), "{text}");
    }
}
