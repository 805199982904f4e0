//! A minion's runtime: made-up clocks, an outbox, and functions that the world lets run.

use std::{cell::RefCell, collections::BTreeMap, io, rc::Rc, sync::Arc, time::Duration};

use halite_common::{
    id::{Jid, MinionId},
    job::{Job, Progress},
    wire::ToMaster,
};
use halite_minion::executor::{Runtime, Visit};

use super::Fuse;
use crate::Bug;

/// What surrounds a minion's desk; the world holds a second handle.
pub(crate) struct Surroundings {
    pub(crate) id: MinionId,
    /// Milliseconds since the program began.
    pub(crate) now: u64,
    /// Seconds since 1970, as the host thinks.
    pub(crate) time: u64,
    pub(crate) online: bool,
    pub(crate) outbox: Vec<ToMaster>,
    /// How many messages the outbox has room for.
    pub(crate) room: usize,
    /// Jobs to be looked at, and how many there is room for.
    pub(crate) visits: Vec<Visit>,
    pub(crate) door: usize,
    /// Functions that have begun and that the world has not seen yet.
    pub(crate) begun: Vec<Arc<Job>>,
    pub(crate) running: BTreeMap<Jid, Arc<Job>>,
    pub(crate) signals: Vec<(Jid, i32)>,
    pub(crate) holding: Vec<Jid>,
    /// Jobs that have yet to begin.
    pub(crate) queued: usize,
    /// No thread can be started.
    pub(crate) exhausted: bool,
    pub(crate) fuse: Arc<Fuse>,
    pub(crate) bug: Option<Bug>,
}

/// The runtime, as the desk has it.
pub(crate) struct Hands(pub(crate) Rc<RefCell<Surroundings>>);

impl Runtime for Hands {
    fn id(&self) -> MinionId {
        self.0.borrow().id.clone()
    }

    fn now(&self) -> Duration {
        Duration::from_millis(self.0.borrow().now)
    }

    fn time(&self) -> u64 {
        self.0.borrow().time
    }

    fn online(&mut self) {
        self.0.borrow_mut().online = true;
    }

    fn say(&mut self, message: ToMaster) -> bool {
        let around = &mut *self.0.borrow_mut();
        if around.bug == Some(Bug::ForgetLost) && matches!(&message, ToMaster::Return(it) if it.lost) {
            return true;
        }
        if !around.online || around.outbox.len() >= around.room {
            return false;
        }
        if around.fuse.spend() {
            around.outbox.push(message);
        }
        true
    }

    fn look(&mut self, visit: Visit) -> bool {
        let around = &mut *self.0.borrow_mut();
        let fits = around.visits.len() < around.door;
        if fits {
            around.visits.push(visit);
        }
        fits
    }

    fn start(&mut self, job: Arc<Job>) -> io::Result<()> {
        let around = &mut *self.0.borrow_mut();
        around.running.insert(job.jid, Arc::clone(&job));
        if around.exhausted {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        if around.fuse.spend() {
            around.begun.push(job);
        }
        Ok(())
    }

    fn ended(&mut self, jid: Jid) -> Option<Arc<Job>> {
        self.0.borrow_mut().running.remove(&jid)
    }

    fn runs(&self, jid: Jid) -> bool {
        self.0.borrow().running.contains_key(&jid)
    }

    fn signal(&mut self, jid: Jid, signal: i32) -> bool {
        let around = &mut *self.0.borrow_mut();
        let runs = around.running.contains_key(&jid);
        if runs {
            around.signals.push((jid, signal));
        }
        runs
    }

    fn progress(&mut self, jid: Jid) -> Option<Progress> {
        let runs = self.0.borrow().running.contains_key(&jid);
        runs.then(|| Progress { done: 1, total: 3, current: String::new() })
    }

    fn show(&mut self, holding: Vec<Jid>, waiting: &mut dyn Iterator<Item = &Arc<Job>>) {
        let around = &mut *self.0.borrow_mut();
        (around.holding, around.queued) = (holding, waiting.count());
    }
}
