//! A state's arguments against the declaration of its function.

use halite_common::{
    declare::{BindError, EXTRA},
    failure::Failure,
    value::{Dict, Value},
};

use super::{Finding, Rule, SaltNames, Severity, chunk::Checks, expectation};
use crate::{
    declare::StateEntry,
    low::Low,
    run::arguments::{self, Sorted},
};

/// What begins an argument that is computed when the state runs.
const SLOT: &str = "__slot__:";

/// Checks the arguments of one of our functions.
pub(super) fn check(checks: &Checks<'_>, low: &Low, entry: &StateEntry) -> Vec<Finding> {
    let Sorted { arguments, unknown } = arguments::sort(low, entry);
    let mut findings: Vec<Finding> =
        unknown.iter().map(|name| unknown_argument(checks, low, entry, name)).collect();
    // What a slot gives is known only when the state runs.
    if Value::Dict(arguments.clone()).repr().contains(SLOT) {
        return findings;
    }
    // An argument that takes any name may hide a mistyped one.
    if let Some(extra) =
        (entry.fields)().contains(&EXTRA).then(|| SaltNames::state_arguments(entry.name)).flatten()
    {
        let declared = (entry.fields)();
        let mistyped = arguments.keys().filter_map(|key| key.as_str()).filter(|name| {
            !declared.contains(name) && !extra.contains(name) && arguments::near(name, entry).is_some()
        });
        findings.extend(mistyped.map(|name| Finding {
            severity: Severity::Warning,
            ..unknown_argument(checks, low, entry, name)
        }));
    }
    findings.extend(ill_typed(checks, low, entry, arguments));
    findings
}

/// Arguments that the function refuses, one by one, and those that it takes though they cannot be meant so.
fn ill_typed(checks: &Checks<'_>, low: &Low, entry: &StateEntry, mut arguments: Dict) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut refused_names = Vec::new();
    while let Err(error) = (entry.accepts)(arguments.clone()) {
        let needless = matches!(&error, BindError::Missing { field, .. } if refused_names.contains(field));
        if !needless {
            findings.extend(refused(checks, low, &error));
        }
        let Some(name) = error.argument().filter(|name| arguments.remove(name).is_some()) else { break };
        refused_names.push(name.to_owned());
    }
    let schema = (entry.schema)().to_value();
    let odd = arguments.iter().filter_map(|(key, value)| {
        let name = key.as_str()?;
        let (severity, reason) = expectation::missed(&schema, name, value)?;
        let message = format!("`{}`: `{name}` {reason}, not {}", low.full(), value.repr());
        let failure = checks.at(low, Some(name), None, message);
        Some(Finding { severity, ..Finding::new(Rule::WrongType, failure) })
    });
    findings.extend(odd);
    findings
}

/// Checks the arguments of a function that Salt has and we do not.
pub(super) fn check_salts(checks: &Checks<'_>, low: &Low) -> Vec<Finding> {
    let Some(known) = SaltNames::state_arguments(&low.full()).filter(|known| !known.contains(&"**")) else {
        return Vec::new();
    };
    let given = low.data().keys().filter_map(|key| key.as_str());
    let unknown = given.filter(|name| !known.contains(name) && !arguments::is_engine(name));
    unknown
        .map(|name| {
            let message = format!("`{name}` is not an argument of `{}`", low.full());
            let failure = checks.at(low, Some(name), None, message);
            Finding::new(Rule::UnknownArgument, failure.meant(name, known.iter().copied()))
        })
        .collect()
}

fn unknown_argument(checks: &Checks<'_>, low: &Low, entry: &StateEntry, name: &str) -> Finding {
    let full = low.full();
    let salts = SaltNames::state_arguments(&full).unwrap_or_default();
    if salts.contains(&name) {
        let message = format!("`{name}` is an argument of Salt's `{full}` that Halite does not have yet");
        return Finding::new(Rule::NotYetHere, checks.at(low, Some(name), None, message));
    }
    let failure = checks.at(low, Some(name), None, format!("`{name}` is not an argument of `{full}`"));
    let hint = arguments::near(name, entry).map(|near| format!("did you mean `{near}`?"));
    let finding = Finding::new(Rule::UnknownArgument, hint.into_iter().fold(failure, Failure::hint));
    // Salt passes it on, and nobody may ever look at it.
    if salts.contains(&"**") { finding.softened() } else { finding }
}

fn refused(checks: &Checks<'_>, low: &Low, error: &BindError) -> Option<Finding> {
    let full = low.full();
    let (rule, message) = match error {
        BindError::Missing { field, .. } => {
            (Rule::MissingArgument, format!("`{full}` needs the argument `{field}`"))
        }
        BindError::Wrong { reason, .. } => (Rule::WrongType, format!("`{full}`: {reason}")),
        // Those that are unknown were told already, and a state has none by position.
        BindError::Unknown { .. } | BindError::TooMany { .. } | BindError::Twice { .. } => return None,
    };
    let failure = checks.at(low, error.argument(), None, message);
    Some(Finding::new(rule, error.hint().into_iter().fold(failure, Failure::hint)))
}
