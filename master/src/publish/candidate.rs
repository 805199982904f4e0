//! A minion as targets look at it.

use std::sync::Arc;

use halite_common::{id::MinionId, target::Subject, value::Dict};

use crate::{pillars::Pillars, roster::Roster};

/// A minion as targets look at it; grains and pillar are looked up when an expression asks for them.
pub(super) struct Candidate<'a> {
    pub(super) id: &'a MinionId,
    pub(super) roster: &'a Roster,
    pub(super) pillars: &'a Pillars,
}

impl Subject for Candidate<'_> {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn grains(&self) -> Arc<Dict> {
        self.roster.grains(self.id).unwrap_or_default()
    }

    fn pillar(&self) -> Arc<Dict> {
        // Nobody who never came has a pillar that is worth compiling.
        match self.roster.grains(self.id) {
            Some(_) => Arc::new(self.pillars.of(self.id).pillar.clone()),
            None => Arc::default(),
        }
    }
}
