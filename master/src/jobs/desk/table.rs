//! The desk itself: what lies on it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use halite_common::{
    crypto::Signer,
    id::{Jid, MinionId},
};
use tokio::task::JoinSet;

use super::{Post, Written, entry::Entry};
use crate::{
    audit::Audit,
    jobs::{Archive, Clock, jid::Jids, life::Moment},
    store::{Store, StoreError},
};

/// How long minions may say nothing.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Until they are asked (`timeout`), where the job does not say.
    pub timeout: Duration,
    /// Until they are given up after that (`gather_job_timeout`).
    pub gather: Duration,
}

/// Carries jobs out. Belongs to one task, which calls it for everything that happens.
pub struct Desk {
    pub(super) store: Arc<dyn Store>,
    pub(super) archive: Archive,
    pub(super) post: Arc<dyn Post>,
    pub(super) signer: Arc<Signer>,
    pub(super) clock: Clock,
    pub(super) patience: Patience,
    pub(super) audit: Audit,
    pub(super) jids: Jids,
    /// By jid: a minion that comes back is sent its jobs in the order of their publication.
    pub(super) lives: BTreeMap<Jid, Entry>,
    pub(super) timers: BTreeSet<(Moment, Jid)>,
    /// The minions whose session is open and greeted.
    pub(super) here: HashSet<MinionId>,
    /// The jobs that minions were asked for and have not answered yet, in order.
    pub(super) asked: HashMap<MinionId, Vec<Jid>>,
    pub(super) writes: JoinSet<Written>,
}

impl Desk {
    /// Opens the desk, and takes up the jobs that had not ended when the master stopped.
    pub fn open(
        store: Arc<dyn Store>,
        post: Arc<dyn Post>,
        signer: Arc<Signer>,
        clock: Clock,
        patience: Patience,
    ) -> Result<Desk, StoreError> {
        let archive = Archive::new(Arc::clone(&store));
        let mut desk = Desk {
            jids: Jids::after(archive.last()?),
            store,
            archive,
            post,
            signer,
            clock,
            patience,
            audit: Audit::default(),
            lives: BTreeMap::new(),
            timers: BTreeSet::new(),
            here: HashSet::new(),
            asked: HashMap::new(),
            writes: JoinSet::new(),
        };
        let active = desk.archive.active()?;
        for jid in &active {
            desk.take_up(*jid)?;
        }
        // The master may have stopped before it had done so.
        active.into_iter().for_each(|jid| desk.coalesce(jid));
        Ok(desk)
    }

    /// The same desk, which writes down who wants what, and what comes of it.
    #[must_use]
    pub fn audited(self, audit: Audit) -> Desk {
        Desk { audit, ..self }
    }

    /// Gives later jobs another patience.
    pub fn follow(&mut self, patience: Patience) {
        self.patience = patience;
    }

    /// When [`Desk::tick`] is wanted next.
    pub fn wake_at(&self) -> Option<Instant> {
        self.wake_in().map(|wait| Instant::now() + wait)
    }

    /// How long it is until [`Desk::tick`] is wanted, by the desk's own clock.
    pub fn wake_in(&self) -> Option<Duration> {
        self.timers.first().map(|(moment, _)| self.clock.until(*moment))
    }

    /// How many questions minions have not answered.
    pub fn questions(&self) -> usize {
        self.asked.values().map(Vec::len).sum()
    }

    /// How many writes are under way.
    pub fn writing(&self) -> usize {
        self.writes.len()
    }

    /// How many jobs have not ended.
    pub fn active(&self) -> usize {
        self.lives.len()
    }

    /// The minions that are here.
    pub fn here(&self) -> &HashSet<MinionId> {
        &self.here
    }
}
