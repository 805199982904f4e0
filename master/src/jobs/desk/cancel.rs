//! Operators end jobs. That is stored before it is done: a job stays ended when the master is restarted.

use halite_common::{
    chain,
    failure::{Failure, Kind},
    id::{Jid, MinionId},
    job::Report,
    wire::ToMinion,
};
use tokio::sync::oneshot;

use super::{
    super::{EndRecord, JobRecord, life::Happening},
    Desk,
    write::What,
};
use crate::store::{Batch, StoreError, Table};

/// Jobs that a minion says to hold which are looked up when it comes back.
const MAX_LOOKS: usize = 1000;

/// Whom the operator waits at: whether there was something to end.
pub(super) type Reply = oneshot::Sender<Result<bool, Failure>>;

impl Desk {
    /// The operator ends a job. The answer is false if it has ended for good, or never was.
    pub fn cancel(&mut self, jid: Jid, reply: Reply) {
        let record = match self.lives.get(&jid) {
            Some(entry) => Ok(Some(JobRecord::clone(&entry.record))),
            None => self.owed(jid),
        };
        let batch = record.and_then(|record| {
            let record = record.map(|record| JobRecord { cancelled: true, ..record });
            record.map(|record| Batch::new().put(Table::Jobs, jid.as_str(), &record)).transpose()
        });
        match batch {
            Ok(Some(batch)) => self.write(batch, What::Cancel { jid, reply }),
            // Whoever asked and has gone needs no answer.
            Ok(None) => drop(reply.send(Ok(false))),
            Err(error) => drop(reply.send(Err(not_stored(&error)))),
        }
    }

    /// A job that has ended, if minions that were given up may still have it.
    fn owed(&self, jid: Jid) -> Result<Option<JobRecord>, StoreError> {
        match self.archive.owing(jid)?.is_empty() {
            true => Ok(None),
            false => self.archive.job(jid),
        }
    }

    pub(super) fn cancel_stored(&mut self, jid: Jid, reply: Reply, stored: Result<(), StoreError>) {
        let answer = stored.and_then(|()| {
            if self.lives.contains_key(&jid) {
                self.happen(jid, Happening::Cancelled);
            } else {
                for id in self.archive.owing(jid)?.iter().filter(|id| self.here.contains(id)) {
                    self.tell_minion(id, ToMinion::Cancel { jid });
                }
            }
            Ok(true)
        });
        let _ = reply.send(answer.map_err(|error| not_stored(&error)));
    }

    /// A minion holds jobs that were ended while it was away: it is told so.
    pub(super) fn cancel_again(&self, id: &MinionId, holding: &[Jid]) {
        for jid in holding.iter().filter(|jid| !self.lives.contains_key(jid)).take(MAX_LOOKS) {
            let Ok(Some(EndRecord { report, result: None, .. })) = self.archive.end(*jid, id) else {
                continue;
            };
            let cancelled = || matches!(self.archive.job(*jid), Ok(Some(job)) if job.cancelled);
            if report == Report::Cancelled || cancelled() {
                self.tell_minion(id, ToMinion::Cancel { jid: *jid });
            }
        }
    }
}

fn not_stored(error: &StoreError) -> Failure {
    let message = format!("could not store that the job is to end, so it goes on: {}", chain::print(error));
    Failure::new(Kind::Io, message)
}
