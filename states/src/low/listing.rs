//! A plan as people read it: each state with its place, and what keeps it from being run.

use halite_common::{
    failure::{Failure, Kind, Place},
    value::{Dict, Key},
};

use super::{Low, Plan};
use crate::{declare::Registry, source::Spot};

/// A state of a plan.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The low chunk.
    pub chunk: Dict,
    /// Where it is declared.
    pub place: Option<Place>,
    /// Why a run of the plan is refused because of it: there is no such function.
    pub unknown: Option<Failure>,
}

impl Plan {
    /// The states in running order.
    pub fn listing(&self, registry: Registry) -> Vec<Listed> {
        let listed = |&position: &usize| {
            let low = &self.chunks[position];
            let unknown = registry.state(&low.full()).is_none().then(|| self.no_function(low, registry));
            let place = self.declared(low, |spot| self.sources.place(spot));
            Listed { chunk: low.data().clone(), place, unknown }
        };
        self.order.iter().map(listed).collect()
    }

    /// Why a chunk cannot be run that names no function of ours.
    pub(crate) fn no_function(&self, low: &Low, registry: Registry) -> Failure {
        let full = low.full();
        let message = match low.sls() {
            "" => format!("Specified state '{full}' was not found"),
            sls => format!("State '{full}' was not found in SLS '{sls}'\nReason: '{full}' is not available."),
        };
        let failure = self.declared(low, |spot| self.sources.failure(message, spot));
        Failure { kind: Kind::Compile, ..failure }.meant(&full, registry.states().map(|entry| entry.name))
    }

    fn declared<T>(&self, low: &Low, tell: impl FnOnce(&Spot<'_>) -> T) -> T {
        let id = Key::from(low.id());
        tell(&Spot {
            saltenv: low.text("__env__"),
            sls: low.sls(),
            id: Some(&id),
            state: Some(low.state()),
            ..Spot::default()
        })
    }
}
