//! What was found, as data for programs.

use halite_common::value::{Dict, Value};

use super::{LintOutcome, Linted, Severity, listing::file};

/// The whole document.
pub(super) fn of(outcome: &LintOutcome) -> Value {
    let count = |severity| outcome.findings.iter().filter(|finding| finding.severity == severity).count();
    let summary = Dict::from([
        ("errors", Value::from(count(Severity::Error))),
        ("warnings", count(Severity::Warning).into()),
        ("notes", count(Severity::Note).into()),
        ("sls", outcome.sls.into()),
        ("hosts", outcome.hosts.clone().into()),
    ]);
    let findings: Value = outcome.findings.iter().map(finding).collect();
    Dict::from([("findings", findings), ("summary", summary.into())]).into()
}

fn finding(finding: &Linted) -> Value {
    let place = finding.failure.place.as_deref();
    let number = |number: Option<u32>| Value::from(number.filter(|number| *number > 0).map(i128::from));
    Value::Dict(Dict::from([
        ("severity", Value::from(finding.severity.name())),
        ("rule", finding.rule.into()),
        ("message", finding.failure.message.trim_end().into()),
        ("file", file(finding).into()),
        ("line", number(place.map(|place| place.line))),
        ("column", number(place.map(|place| place.column))),
        ("text", place.and_then(|place| place.text.clone()).into()),
        ("chain", place.map(|place| place.chain.clone()).unwrap_or_default().into()),
        ("hint", finding.failure.hint.clone().into()),
        ("hosts", finding.hosts.clone().into()),
    ]))
}
