//! Whom a target means.

use std::{
    cmp::Reverse,
    hash::{BuildHasher, RandomState},
    sync::{Arc, PoisonError, RwLock},
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
    ways: RwLock<Ways>,
}

/// What the configuration decides.
#[derive(Clone)]
struct Ways {
    pillars: Pillars,
    nodegroups: Arc<Dict>,
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
        let ways = RwLock::new(Ways { pillars, nodegroups: Arc::new(nodegroups) });
        Resolver { keys, roster, ways }
    }

    /// Follows another configuration from now on.
    pub fn follow(&self, pillars: Pillars, nodegroups: Dict) {
        let ways = Ways { pillars, nodegroups: Arc::new(nodegroups) };
        *self.ways.write().unwrap_or_else(PoisonError::into_inner) = ways;
    }

    /// Where pillars are compiled.
    pub fn pillars(&self) -> Pillars {
        self.ways.read().unwrap_or_else(PoisonError::into_inner).pillars.clone()
    }

    /// Whom a target means. Blocks: it may have to compile pillars.
    pub fn resolve(&self, spec: &TargetSpec) -> Result<Resolved, Failure> {
        let Ways { pillars, nodegroups } = self.ways.read().unwrap_or_else(PoisonError::into_inner).clone();
        let target = Target::from_spec(spec, &nodegroups)?;
        let accepted = self.keys.accepted().map_err(|error| trouble(&error))?;
        let mut minions: Vec<MinionId> = accepted
            .into_iter()
            .filter(|id| target.matches(&Candidate { id, roster: &self.roster, pillars: &pillars }))
            .collect();
        minions.sort();
        let missing = named(spec).filter(|id| !minions.iter().any(|m| m.as_str() == *id)).map(str::to_owned);
        let missing = missing.collect();
        Ok(Resolved { minions, missing, nodegroups: Target::groups_of(spec, &nodegroups) })
    }
}

impl Resolved {
    /// Leaves so many of the minions, chosen by chance: those first that are here, and of them those of the newest
    /// version. All minions of a version have the same functions, and who has the function at all is among the newest.
    pub fn choose(&mut self, count: usize, roster: &Roster) {
        let chance = RandomState::new();
        let here = roster.here();
        self.minions.sort_by_cached_key(|id| {
            let version = roster.get(id).map(|record| numbers(&record.version)).unwrap_or_default();
            (here.binary_search(id).is_err(), Reverse(version), chance.hash_one(id))
        });
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

/// The numbers in a version, which order versions as people do.
fn numbers(version: &str) -> Vec<u64> {
    let parts = version.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    parts.map(|part| part.parse().unwrap_or(u64::MAX)).collect()
}

/// The ids that a list names.
fn named(spec: &TargetSpec) -> impl Iterator<Item = &str> {
    let list = if spec.kind == TargetKind::List { spec.expression.as_str() } else { "" };
    list.split([',', ' ']).map(str::trim).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use halite_common::value::Dict;

    use super::Resolved;
    use crate::{roster::Roster, store::Redb};

    #[test]
    fn a_subset_is_of_those_that_are_here_and_of_the_newest_version() {
        let folder = tempfile::tempdir().unwrap();
        let roster = Roster::open(Arc::new(Redb::open(&folder.path().join("store")).unwrap()), || 1).unwrap();
        for (name, version) in [("a", "0.9.1"), ("b", "0.10.0"), ("c", "0.10.0"), ("d", "0.11.0")] {
            roster.arrived(&name.parse().unwrap(), version.into(), Dict::new(), String::new());
        }
        roster.left(&"d".parse().unwrap());
        let chosen = |count| {
            let minions = ["a", "b", "c", "d", "e"].map(|name| name.parse().unwrap()).into();
            let mut resolved = Resolved { minions, missing: Vec::new(), nodegroups: Dict::new() };
            resolved.choose(count, &roster);
            resolved.minions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!((chosen(2), chosen(3), chosen(4)), ("b c".into(), "a b c".into(), "a b c d".into()));
    }
}
