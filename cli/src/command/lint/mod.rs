//! `halite lint`.

mod describe;
mod document;
mod listing;

use std::path::PathBuf;

use halite_common::{
    config::Config,
    exit,
    failure::Failure,
    value::{Dict, Value},
};

use super::printer::printer;
use crate::{
    args::{Deny, LintArgs, OutputArgs},
    output::say,
};

/// What is linted, and for which hosts.
#[derive(Debug)]
pub(crate) struct LintRequest {
    /// The hosts by name, with all their grains; none stands for those that Halite knows.
    pub(crate) hosts: Vec<(String, Dict)>,
    /// The file of answers as it was read; null where there is none.
    pub(crate) answers: Value,
    /// SLS names; none stands for the whole tree.
    pub(crate) sls: Vec<String>,
}

/// What was found.
#[derive(Debug)]
pub(crate) struct LintOutcome {
    /// Everything that was found, by file and line.
    pub(crate) findings: Vec<Linted>,
    /// How many SLS files were looked at.
    pub(crate) sls: usize,
    /// The hosts that it was looked at for.
    pub(crate) hosts: Vec<String>,
}

/// One thing that was found.
#[derive(Debug)]
pub(crate) struct Linted {
    /// How much it matters.
    pub(crate) severity: Severity,
    /// The rule's name.
    pub(crate) rule: &'static str,
    /// What it is, with place and hint.
    pub(crate) failure: Failure,
    /// The file on this machine.
    pub(crate) path: Option<PathBuf>,
    /// The hosts that it was found for.
    pub(crate) hosts: Vec<String>,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    /// A run fails.
    Error,
    /// It works in some places, or does nothing.
    Warning,
    /// It could not be looked at.
    Note,
}

impl Severity {
    fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Lints; `main` hands it in, because only it knows the minion.
pub(crate) type Linter = fn(Config, LintRequest) -> Result<LintOutcome, Failure>;

/// Lints a tree and shows what was found; ends with 1 if a run would fail.
pub(crate) fn lint(args: &LintArgs, linter: Linter) -> Result<u8, Failure> {
    let (config, request) = describe::read(args)?;
    let printer = printer(&output(&args.output), &config)?;
    let outcome = linter(config, request)?;
    match printer.forced() {
        Some(_) => printer.print(&document::of(&outcome), None)?,
        None if outcome.findings.is_empty() => {}
        None => printer.print_text(|palette| listing::format(&outcome, palette))?,
    }
    if printer.forced().is_none() {
        say(&listing::summary(&outcome));
    }
    let denied = |finding: &Linted| match finding.severity {
        Severity::Error => true,
        Severity::Warning => args.deny == Some(Deny::Warnings),
        Severity::Note => false,
    };
    Ok(if outcome.findings.iter().any(denied) { exit::GENERIC } else { exit::OK })
}

/// `--out=text` is what people read, and what is shown without any `--out`.
fn output(args: &OutputArgs) -> OutputArgs {
    let out = args.out.clone().filter(|out| out != "text");
    OutputArgs { out, ..args.clone() }
}
