//! Compiles pillars on threads for that, keeps them, and answers minions.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use halite_common::{
    config::Config,
    failure::{Failure, Kind},
    id::MinionId,
    value::Dict,
};
use halite_pillar::{Compiled, Compiler, Memo, PureFunctions, Request};
use tokio::sync::Semaphore;

use crate::roster::Roster;

/// Pillars that are kept in memory.
const KEPT: usize = 20_000;

/// Targets by grain that are told once.
const MAX_TOLD: usize = 1000;

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
    /// Targets by grain that the log has been told of.
    told: Mutex<HashSet<String>>,
    /// As many are compiled at once as there are processors.
    turns: Semaphore,
}

impl Pillars {
    /// Compiles by a master's configuration.
    pub fn new(config: &Config, roster: Arc<Roster>) -> Pillars {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let inner = Inner {
            compiler: Compiler::of_config(config),
            options: Arc::new(config.options().clone()),
            memo: Memo::new(KEPT),
            roster,
            told: Mutex::default(),
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
            let compiled = inner.compile(&id, saltenv, pillarenv, overrides, true);
            compiled.pillar.clone()
        });
        compiling.await.map_err(|error| broken(error.to_string()))
    }

    /// The merged top files, rendered with these grains. Blocks.
    pub fn top(&self, request: &Request) -> Result<Dict, Vec<Failure>> {
        let functions = PureFunctions::new(request, Arc::clone(&self.inner.options));
        self.inner.compiler.top(request, Arc::new(functions))
    }

    /// The pillar of a minion with grains of the caller's choice; nothing is kept of it. Blocks.
    pub fn of_request(&self, request: &Request) -> Compiled {
        let functions = PureFunctions::new(request, Arc::clone(&self.inner.options));
        self.inner.compiler.compile(request, Arc::new(functions))
    }

    /// A minion's pillar as targets look at it. Blocks.
    pub fn of(&self, id: &MinionId) -> Arc<Compiled> {
        self.inner.compile(id, None, None, Dict::new(), false)
    }
}

impl Inner {
    /// A grain is the minion's own word: a pillar that goes by it goes to whoever says the word.
    fn warn_once(&self, target: &str) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() < MAX_TOLD && told.insert(target.to_owned()) {
            tracing::warn!(
                target,
                "the pillar's top file gives by grain: any accepted minion that says so gets it"
            );
        }
    }

    fn compile(
        &self,
        id: &MinionId,
        saltenv: Option<String>,
        pillarenv: Option<String>,
        overrides: Dict,
        for_itself: bool,
    ) -> Arc<Compiled> {
        let grains = self.roster.grains(id).unwrap_or_default();
        let request = Request { id: id.to_string(), grains, saltenv, pillarenv, overrides };
        let functions = Arc::new(PureFunctions::new(&request, Arc::clone(&self.options)));
        let compiled = match for_itself {
            true => self.memo.renew(&self.compiler, &request, functions),
            false => self.memo.compile(&self.compiler, &request, functions),
        };
        for failure in &compiled.failures {
            // The log may show what the minion is not told, but not the text of a line: it may hold a secret.
            tracing::error!(minion = %id, "pillar: {}", without_text(failure));
        }
        for target in &compiled.by_grain {
            self.warn_once(target);
        }
        compiled
    }
}

/// A failure whose place is told, but not what stands there.
fn without_text(failure: &Failure) -> Failure {
    let mut failure = failure.clone();
    if let Some(place) = &mut failure.place {
        (place.text, place.rendered) = (None, None);
    }
    failure
}
