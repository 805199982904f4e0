//! One thing that was found.

use halite_common::failure::Failure;

use super::Rule;

/// How much a finding matters, the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something could not be looked at; the tree may be sound.
    Note,
    /// It works in some places, or does nothing.
    Warning,
    /// A run fails because of it.
    Error,
}

impl Severity {
    /// As it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One thing that was found, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Which rule found it.
    pub rule: Rule,
    /// What it is, with place and hint.
    pub failure: Failure,
}

impl Finding {
    /// A finding as severe as its rule usually is.
    pub fn new(rule: Rule, failure: Failure) -> Finding {
        Finding { severity: rule.severity(), rule, failure }
    }

    /// The same, at most a warning.
    #[must_use]
    pub fn softened(self) -> Finding {
        Finding { severity: self.severity.min(Severity::Warning), ..self }
    }
}
