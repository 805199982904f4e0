//! Hears what minions say about jobs.

use std::sync::Arc;

use halite_common::{
    id::{Jid, MinionId},
    job::{Progress, Return},
    wire::ToMaster,
};

use super::{super::life::Happening, Desk};
use crate::quiet::short;

impl Desk {
    /// Hears what a minion says about its jobs; gives back what is about something else.
    pub fn hear(&mut self, id: &MinionId, message: ToMaster) -> Option<ToMaster> {
        match message {
            ToMaster::Accepted { jid } => self.accepted(id.clone(), jid),
            ToMaster::Refused { jid, reason } => self.refused(id.clone(), jid, short(reason)),
            ToMaster::Started { jid } => self.started(id.clone(), jid),
            ToMaster::Progress { jid, progress } => {
                let progress = Progress { current: short(progress.current), ..progress };
                self.progress(id.clone(), jid, progress);
            }
            ToMaster::Return(result) => self.returned(id, result),
            ToMaster::Holding { jids, asked } => self.holding(id, &jids, asked),
            other => return Some(other),
        }
        None
    }

    /// A minion has opened its session, and told which jobs it holds.
    pub fn opened(&mut self, id: &MinionId, holding: &[Jid]) {
        self.here.insert(id.clone());
        self.asked.remove(id);
        for jid in self.jobs_of(id) {
            self.happen(jid, Happening::Opened { id: id.clone(), holds: holding.contains(&jid) });
        }
        self.cancel_again(id, holding);
    }

    /// A minion's session has closed.
    pub fn closed(&mut self, id: &MinionId) {
        self.here.remove(id);
        self.asked.remove(id);
        for jid in self.jobs_of(id) {
            self.happen(jid, Happening::Closed { id: id.clone() });
        }
    }

    /// A minion has taken a job.
    pub fn accepted(&mut self, id: MinionId, jid: Jid) {
        self.happen(jid, Happening::Accepted { id });
    }

    /// A minion does not take a job.
    pub fn refused(&mut self, id: MinionId, jid: Jid, reason: String) {
        self.happen(jid, Happening::Refused { id, reason });
    }

    /// A minion has begun a job.
    pub fn started(&mut self, id: MinionId, jid: Jid) {
        self.happen(jid, Happening::Started { id });
    }

    /// A minion tells how far it is.
    pub fn progress(&mut self, id: MinionId, jid: Jid, progress: Progress) {
        self.happen(jid, Happening::Progress { id, progress });
    }

    /// A minion tells which of the jobs that it was asked for it holds. A question or its answer may have got lost, so
    /// that the answer names the question; one that does not is to the oldest.
    pub fn holding(&mut self, id: &MinionId, held: &[Jid], asked: Vec<Jid>) {
        let Some(open) = self.asked.get_mut(id) else { return };
        let oldest = open.first().copied().filter(|_| asked.is_empty());
        let answered: Vec<Jid> =
            open.extract_if(.., |jid| asked.contains(jid) || Some(*jid) == oldest).collect();
        for jid in answered {
            self.happen(jid, Happening::Answered { id: id.clone(), holds: held.contains(&jid) });
        }
    }

    /// A minion returns.
    pub fn returned(&mut self, id: &MinionId, result: Return) {
        // Who returns is known from the session.
        let result = Return { id: id.clone(), ..result };
        match self.lives.get(&result.jid) {
            Some(_) => self.happen(result.jid, Happening::Returned { result: Arc::new(result) }),
            None => self.returned_late(result),
        }
    }

    fn jobs_of(&self, id: &MinionId) -> Vec<Jid> {
        self.lives.iter().filter(|(_, entry)| entry.life.has(id)).map(|(jid, _)| *jid).collect()
    }
}
