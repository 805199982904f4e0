//! Operators end jobs. That is stored before it is done: a job stays ended when the master is restarted.

use std::sync::Arc;

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
    /// The operator ends a job. The answer is false if it has ended, or never was.
    pub fn cancel(&mut self, jid: Jid, reply: Reply) {
        // Whoever asked and has gone needs no answer.
        let Some(entry) = self.lives.get_mut(&jid) else { return drop(reply.send(Ok(false))) };
        let record = JobRecord { cancelled: true, ..JobRecord::clone(&entry.record) };
        match Batch::new().put(Table::Jobs, jid.as_str(), &record) {
            Ok(batch) => {
                entry.record = Arc::new(record);
                self.write(batch, What::Cancel { jid, reply });
            }
            Err(error) => drop(reply.send(Err(not_stored(&error)))),
        }
    }

    pub(super) fn cancel_stored(&mut self, jid: Jid, reply: Reply, stored: Result<(), StoreError>) {
        let answer = stored.map(|()| self.happen(jid, Happening::Cancelled)).map(|()| true);
        let _ = reply.send(answer.map_err(|error| not_stored(&error)));
    }

    /// A minion holds jobs that ended as cancelled for it while it was away: it is told to end them.
    pub(super) fn cancel_again(&self, id: &MinionId, holding: &[Jid]) {
        for jid in holding.iter().filter(|jid| !self.lives.contains_key(jid)).take(MAX_LOOKS) {
            let end = self.archive.end(*jid, id);
            if matches!(end, Ok(Some(EndRecord { report: Report::Cancelled, result: None, .. }))) {
                self.tell_minion(id, ToMinion::Cancel { jid: *jid });
            }
        }
    }
}

fn not_stored(error: &StoreError) -> Failure {
    let message = format!("could not store that the job is to end, so it goes on: {}", chain::print(error));
    Failure::new(Kind::Io, message)
}
