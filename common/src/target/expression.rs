//! A target expression, read and ready to match.

use super::{Subject, atom::Atom, compound, compound::Compound, nodegroup};
use crate::{
    failure::Failure,
    job::{TargetKind, TargetSpec},
    value::Dict,
};

/// A target expression, read and ready to match.
#[derive(Clone, Debug)]
pub struct Target(Compound);

impl Target {
    /// Reads an expression that names no node group.
    pub fn parse(kind: TargetKind, expression: &str, delimiter: &str) -> Result<Target, Failure> {
        Target::with_groups(kind, expression, delimiter, &Dict::new())
    }

    /// Reads an expression as it was typed; `groups` is the configuration's `nodegroups`.
    pub fn from_spec(spec: &TargetSpec, groups: &Dict) -> Result<Target, Failure> {
        Target::with_groups(spec.kind, &spec.expression, &spec.delimiter, groups)
    }

    /// Reads an expression; `groups` is the configuration's `nodegroups`.
    pub fn with_groups(
        kind: TargetKind,
        expression: &str,
        delimiter: &str,
        groups: &Dict,
    ) -> Result<Target, Failure> {
        Ok(Target(match kind {
            TargetKind::Compound => compound::parse(expression.split_whitespace(), groups)?,
            TargetKind::Nodegroup => compound::parse([format!("N@{expression}").as_str()], groups)?,
            simple => Compound::Atom(Atom::new(simple, expression, delimiter)?),
        }))
    }

    /// The node groups that an expression needs: what travels with a job.
    pub fn groups_of(spec: &TargetSpec, groups: &Dict) -> Dict {
        match spec.kind {
            TargetKind::Compound => nodegroup::named_by(spec.expression.split_whitespace(), groups),
            TargetKind::Nodegroup => nodegroup::named_by([format!("N@{}", spec.expression).as_str()], groups),
            _ => Dict::new(),
        }
    }

    /// Tells whether the expression names this minion.
    pub fn matches(&self, subject: &dyn Subject) -> bool {
        self.0.matches(subject)
    }
}
