//! What is wrong with one state, by the declaration of its function.

use std::collections::HashSet;

use halite_common::{
    failure::{Failure, Kind},
    value::Key,
};

use super::{Finding, Function, Rule, SaltNames, argument, file};
use crate::{
    declare::Registry,
    low::Low,
    source::{Sources, Spot, Tree},
};

/// What states are held against.
pub(super) struct Checks<'a> {
    pub(super) registry: Registry,
    pub(super) sources: &'a Sources,
    pub(super) tree: &'a Tree<'a>,
    /// State modules that the tree brings along.
    pub(super) own: &'a HashSet<String>,
}

impl Checks<'_> {
    /// Everything that is wrong with a state.
    pub(super) fn chunk(&self, low: &Low) -> Vec<Finding> {
        let mut findings = file::missing(self, low);
        match self.registry.state(&low.full()) {
            Some(entry) => findings.extend(argument::check(self, low, entry)),
            None => {
                findings.push(self.function(low));
                findings.extend(argument::check_salts(self, low));
            }
        }
        findings
    }

    fn function(&self, low: &Low) -> Finding {
        let full = low.full();
        let found = |rule: Rule, message: String, hint: Option<String>| {
            let failure = self.at(low, None, None, message);
            Finding::new(rule, hint.into_iter().fold(failure, Failure::hint))
        };
        if self.own.contains(low.state()) {
            let message = format!("`{full}` is of the tree's own Python modules, which Halite does not run");
            return found(Rule::NotYetHere, message, None);
        }
        let ours: Vec<&str> = self.registry.states().map(|entry| entry.name).collect();
        match SaltNames::state(&full, &ours) {
            Function::Salts => {
                let message = format!("`{full}` is a state function of Salt's that Halite does not have yet");
                found(Rule::NotYetHere, message, None)
            }
            Function::Unknown(near) => {
                let message = format!("there is no state function `{full}`");
                found(Rule::UnknownFunction, message, near.map(|near| format!("did you mean `{near}`?")))
            }
            Function::UnknownModule => {
                let message = format!("neither Halite nor Salt 3008 has the state module of `{full}`");
                let hint = "if it comes with an extension of Salt's, Halite cannot run it yet";
                found(Rule::UnknownModule, message, Some(hint.into()))
            }
        }
    }

    /// A sentence about a state, with its place, or that of its argument.
    pub(super) fn at(
        &self,
        low: &Low,
        argument: Option<&str>,
        item: Option<&str>,
        message: impl Into<String>,
    ) -> Failure {
        let id = Key::from(low.id());
        let spot = Spot {
            saltenv: low.text("__env__"),
            sls: low.sls(),
            id: Some(&id),
            state: Some(low.state()),
            argument,
            item,
        };
        Failure { kind: Kind::Compile, ..self.sources.failure(message, &spot) }
    }
}
