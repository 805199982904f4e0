//! Whom a target means.

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use halite_common::{
    failure::{Failure, Kind},
    id::MinionId,
    job::{TargetKind, TargetSpec},
    target::Target,
    value::Dict,
};

use super::candidate::Candidate;
use crate::{
    keys::{KeyRing, trouble},
    pillars::Pillars,
    roster::Roster,
};

/// Resolves targets among the minions with an accepted key.
pub struct Resolver {
    keys: Arc<KeyRing>,
    roster: Arc<Roster>,
    pillars: Pillars,
    nodegroups: Dict,
}

/// Whom a target means.
#[derive(Debug)]
pub struct Resolved {
    /// The minions, sorted.
    pub minions: Vec<MinionId>,
    /// Ids that were named one by one and that no accepted key has.
    pub missing: Vec<String>,
    /// The node groups that the target names.
    pub nodegroups: Dict,
}

impl Resolver {
    /// Resolves with the configuration's `nodegroups`.
    pub fn new(keys: Arc<KeyRing>, roster: Arc<Roster>, pillars: Pillars, nodegroups: Dict) -> Resolver {
        Resolver { keys, roster, pillars, nodegroups }
    }

    /// Whom a target means. Blocks: it may have to compile pillars.
    pub fn resolve(&self, spec: &TargetSpec) -> Result<Resolved, Failure> {
        let target = Target::from_spec(spec, &self.nodegroups)?;
        let accepted = self.keys.accepted().map_err(|error| trouble(&error))?;
        let mut minions: Vec<MinionId> = accepted
            .into_iter()
            .filter(|id| target.matches(&Candidate { id, roster: &self.roster, pillars: &self.pillars }))
            .collect();
        minions.sort();
        let missing = named(spec).filter(|id| !minions.iter().any(|m| m.as_str() == *id)).map(str::to_owned);
        let missing = missing.collect();
        Ok(Resolved { minions, missing, nodegroups: Target::groups_of(spec, &self.nodegroups) })
    }
}

impl Resolved {
    /// Leaves so many of the minions, chosen by chance, those first that are here.
    pub fn choose(&mut self, count: usize, here: &[MinionId]) {
        let chance = RandomState::new();
        self.minions.sort_by_cached_key(|id| (here.binary_search(id).is_err(), chance.hash_one(id)));
        self.minions.truncate(count);
        self.minions.sort();
    }

    /// Salt's message if there is nobody.
    pub fn somebody(self) -> Result<Resolved, Failure> {
        if self.minions.is_empty() {
            let message = "No minions matched the target. No command was sent, no jid was assigned.";
            return Err(Failure::new(Kind::NoReturn, message));
        }
        Ok(self)
    }
}

/// The ids that a list names.
fn named(spec: &TargetSpec) -> impl Iterator<Item = &str> {
    let list = if spec.kind == TargetKind::List { spec.expression.as_str() } else { "" };
    list.split([',', ' ']).map(str::trim).filter(|id| !id.is_empty())
}
