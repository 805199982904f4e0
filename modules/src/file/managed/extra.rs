//! Arguments beyond those that are declared: Salt gives them to the template as names.

use halite_common::{failure::nearest, value::Dict};
use halite_states::declare::{Ask, Outcome, Verdict};

/// A state's further arguments.
pub(in crate::file) struct Extra<'a> {
    /// The state's function.
    pub(in crate::file) function: &'static str,
    pub(in crate::file) names: &'a Dict,
    /// Whether a template could use them.
    pub(in crate::file) templated: bool,
}

impl Extra<'_> {
    /// Warns of those that mean nothing: where there is no template, and where one looks mistyped.
    pub(in crate::file) fn warn(&self, ask: &Ask<'_>, mut outcome: Outcome) -> Outcome {
        let known = ask.facts.registry().state(self.function).map_or(&[][..], |entry| (entry.fields)());
        for name in self.names.keys().map(ToString::to_string) {
            let near = nearest(&name, known.iter().copied());
            if self.templated && near.is_none() {
                continue;
            }
            let hint = near.map(|near| format!("; did you mean '{near}'?")).unwrap_or_default();
            let function = self.function;
            outcome = outcome.warn(format!("'{name}' is an invalid keyword argument for '{function}'{hint}"));
        }
        outcome
    }

    /// The same for a verdict; that of a change is warned of with the change.
    pub(in crate::file) fn warn_verdict<P>(&self, ask: &Ask<'_>, verdict: Verdict<P>) -> Verdict<P> {
        match verdict {
            Verdict::InPlace(outcome) => Verdict::InPlace(self.warn(ask, outcome)),
            Verdict::Failed(outcome) => Verdict::Failed(self.warn(ask, outcome)),
            change => change,
        }
    }
}
