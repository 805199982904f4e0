//! What the executor's threads share.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
        mpsc::SyncSender,
    },
};

use halite_common::{id::Jid, job::Job, wire::ToMaster};
use tokio::sync::mpsc;

use super::{Input, Work};
use crate::context::Home;

/// What the executor's threads share.
pub(super) struct Shared {
    home: RwLock<Arc<Home>>,
    /// Not to be waited for by whoever the executor's own thread waits for.
    pub(super) inputs: SyncSender<Input>,
    outbox: mpsc::Sender<ToMaster>,
    online: AtomicBool,
    working: Mutex<BTreeMap<Jid, Arc<Work>>>,
    holding: Mutex<Vec<Jid>>,
    queued: Mutex<Vec<Arc<Job>>>,
}

impl Shared {
    pub(super) fn new(
        home: Arc<Home>,
        inputs: SyncSender<Input>,
        outbox: mpsc::Sender<ToMaster>,
        holding: Vec<Jid>,
    ) -> Shared {
        Shared {
            home: RwLock::new(home),
            inputs,
            outbox,
            online: AtomicBool::new(false),
            working: Mutex::default(),
            holding: Mutex::new(holding),
            queued: Mutex::default(),
        }
    }

    /// The minion by its present configuration.
    pub(super) fn home(&self) -> Arc<Home> {
        Arc::clone(&self.home.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Later jobs run by another configuration.
    pub(super) fn follow(&self, home: Arc<Home>) {
        *self.home.write().unwrap_or_else(PoisonError::into_inner) = home;
    }

    /// Says something if the master is there and there is room. What is lost is said again when it is asked for.
    pub(super) fn say(&self, message: ToMaster) -> bool {
        self.online.load(Ordering::Acquire) && self.outbox.try_send(message).is_ok()
    }

    pub(super) fn set_online(&self, online: bool) {
        self.online.store(online, Ordering::Release);
    }

    /// The jobs that run now.
    pub(super) fn working(&self) -> MutexGuard<'_, BTreeMap<Jid, Arc<Work>>> {
        self.working.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The jobs that have yet to begin.
    pub(super) fn queued(&self) -> MutexGuard<'_, Vec<Arc<Job>>> {
        self.queued.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Jobs taken, whose results have not been acknowledged.
    pub(super) fn holding(&self) -> MutexGuard<'_, Vec<Jid>> {
        self.holding.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
