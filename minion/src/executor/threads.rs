//! The real surroundings of the desk: a thread for each job, the host's clocks, the minion's outbox.

use std::{
    io,
    sync::{Arc, mpsc::SyncSender},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use halite_common::{
    id::{Jid, MinionId},
    job::{Job, Progress},
    wire::ToMaster,
};

use super::{Input, Runtime, Shared, Visit, Work, admit};

/// Runs jobs on threads.
pub(super) struct Threads {
    shared: Arc<Shared>,
    door: SyncSender<Visit>,
    origin: Instant,
}

impl Threads {
    pub(super) fn new(shared: Arc<Shared>) -> io::Result<Threads> {
        let door = admit::open(Arc::clone(&shared))?;
        Ok(Threads { shared, door, origin: Instant::now() })
    }
}

impl Runtime for Threads {
    fn id(&self) -> MinionId {
        self.shared.home().id.clone()
    }

    fn now(&self) -> Duration {
        self.origin.elapsed()
    }

    fn time(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
    }

    fn online(&mut self) {
        self.shared.set_online(true);
    }

    fn say(&mut self, message: ToMaster) -> bool {
        self.shared.say(message)
    }

    fn look(&mut self, visit: Visit) -> bool {
        self.door.try_send(visit).is_ok()
    }

    fn start(&mut self, job: Arc<Job>) -> io::Result<()> {
        let jid = job.jid;
        let work = Arc::new(Work::new(job));
        self.shared.working().insert(jid, Arc::clone(&work));
        let shared = Arc::clone(&self.shared);
        let run = move || {
            let result = Arc::new(work.run(&shared));
            // The executor is gone when the minion stops: the job is told as lost then.
            let _ = shared.inputs.send(Input::Ended(result));
        };
        thread::Builder::new().name(format!("job {jid}")).spawn(run).map(drop)
    }

    fn ended(&mut self, jid: Jid) -> Option<Arc<Job>> {
        self.shared.working().remove(&jid).map(|work| Arc::clone(&work.job))
    }

    fn runs(&self, jid: Jid) -> bool {
        self.shared.working().contains_key(&jid)
    }

    fn signal(&mut self, jid: Jid, signal: i32) -> bool {
        let work = self.shared.working().get(&jid).cloned();
        work.map(|work| work.cancel(signal)).is_some()
    }

    fn progress(&mut self, jid: Jid) -> Option<Progress> {
        self.shared.working().get(&jid).and_then(|work| work.take_progress())
    }

    fn show(&mut self, holding: Vec<Jid>, waiting: &mut dyn Iterator<Item = &Arc<Job>>) {
        *self.shared.holding() = holding;
        *self.shared.queued() = waiting.cloned().collect();
    }
}
