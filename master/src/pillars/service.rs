//! Compiles pillars on threads for that, keeps them, and answers minions.

use std::sync::Arc;

use halite_common::{
    failure::{Failure, Kind},
    id::MinionId,
    value::Dict,
};
use halite_pillar::{Compiled, Compiler, Memo, PureFunctions, Request};
use tokio::sync::Semaphore;

use crate::roster::Roster;

/// Pillars that are kept in memory.
const KEPT: usize = 20_000;

/// Compiles pillars. Clones are the same.
#[derive(Clone)]
pub struct Pillars {
    inner: Arc<Inner>,
}

struct Inner {
    compiler: Compiler,
    options: Arc<Dict>,
    memo: Memo,
    roster: Arc<Roster>,
    /// As many are compiled at once as there are processors.
    turns: Semaphore,
}

impl Pillars {
    /// Compiles by a master's options.
    pub fn new(options: Arc<Dict>, roster: Arc<Roster>) -> Pillars {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let inner = Inner {
            compiler: Compiler::new(Arc::clone(&options)),
            options,
            memo: Memo::new(KEPT),
            roster,
            turns: Semaphore::new(processors),
        };
        Pillars { inner: Arc::new(inner) }
    }

    /// A minion's pillar, or why there is none. Takes its turn and compiles on a thread for that.
    pub async fn compile(
        &self,
        id: MinionId,
        saltenv: Option<String>,
        pillarenv: Option<String>,
        overrides: Dict,
    ) -> Result<Dict, Vec<Failure>> {
        let broken =
            |why: String| vec![Failure::new(Kind::Internal, format!("could not compile the pillar: {why}"))];
        let _turn = self.inner.turns.acquire().await.map_err(|error| broken(error.to_string()))?;
        let inner = Arc::clone(&self.inner);
        let compiling = tokio::task::spawn_blocking(move || {
            let compiled = inner.compile(&id, saltenv, pillarenv, overrides);
            compiled.pillar.clone()
        });
        compiling.await.map_err(|error| broken(error.to_string()))
    }

    /// A minion's pillar as targets look at it. Blocks.
    pub fn of(&self, id: &MinionId) -> Arc<Compiled> {
        self.inner.compile(id, None, None, Dict::new())
    }
}

impl Inner {
    fn compile(
        &self,
        id: &MinionId,
        saltenv: Option<String>,
        pillarenv: Option<String>,
        overrides: Dict,
    ) -> Arc<Compiled> {
        let grains = self.roster.grains(id).unwrap_or_default();
        let request = Request { id: id.to_string(), grains, saltenv, pillarenv, overrides };
        let functions = PureFunctions::new(&request, Arc::clone(&self.options));
        let compiled = self.memo.compile(&self.compiler, &request, Arc::new(functions));
        for failure in &compiled.failures {
            // The log may show what the minion is not told.
            tracing::error!(minion = %id, "pillar: {failure}");
        }
        compiled
    }
}
