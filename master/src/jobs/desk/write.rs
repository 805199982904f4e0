//! What is being stored, and what follows when it is.

use std::{fmt, sync::Arc, time::Duration};

use halite_common::{
    api::Published,
    chain,
    failure::{Failure, Kind},
    id::{Jid, MinionId},
    wire::ToMinion,
};

use super::{
    super::{Step, life::Happening},
    Desk,
    cancel::Reply,
};
use crate::{
    audit::AuditEvent,
    store::{Batch, StoreError},
};

/// What is being stored.
pub(super) enum What {
    /// A new job.
    Job(Jid),
    /// That a target which was away is sent the job now.
    Mark { jid: Jid, id: MinionId },
    /// What a target ended with.
    End { jid: Jid, id: MinionId, serial: u32, told: Option<AuditEvent> },
    /// A return for a job that has ended.
    Late { jid: Jid, id: MinionId, told: Option<AuditEvent> },
    /// A call by hand, and whom to tell.
    Called { jid: Jid, told: Option<AuditEvent>, reply: Box<dyn FnOnce(Option<Jid>) + Send> },
    /// That an operator ends a job, and whom to tell.
    Cancel { jid: Jid, reply: Reply },
    /// That a job has ended.
    Close(Jid),
}

impl fmt::Debug for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Job(jid) => write!(f, "job {jid}"),
            What::Mark { jid, id } => write!(f, "that job {jid} is sent to {id}"),
            What::End { jid, id, .. } => write!(f, "the end of job {jid} on {id}"),
            What::Late { jid, id, .. } => write!(f, "a late return of job {jid} from {id}"),
            What::Called { jid, .. } => write!(f, "call {jid}"),
            What::Close(jid) => write!(f, "that job {jid} has ended"),
            What::Cancel { jid, .. } => write!(f, "that job {jid} is to end"),
        }
    }
}

/// What was stored, or why not. `None` if the program stops.
#[derive(Debug)]
pub struct Written(What, Result<(), StoreError>);

impl Desk {
    pub(super) fn write(&mut self, batch: Batch, what: What) {
        let ticket = self.store.commit(batch);
        self.writes.spawn(async move { Written(what, ticket.done().await.map(|_| ())) });
    }

    /// The same, when it has been written down who wants it: what cannot be is not stored.
    pub(super) fn write_audited(&mut self, batch: Batch, what: What, event: AuditEvent) {
        if !self.audit.is_open() {
            return self.write(batch, what);
        }
        let (recorded, store) = (self.audit.record(event), Arc::clone(&self.store));
        self.writes.spawn(async move {
            if let Err(error) = recorded.await {
                return Written(what, Err(StoreError::from(error)));
            }
            let ticket = store.commit(batch);
            Written(what, ticket.done().await.map(|_| ()))
        });
    }

    /// Waits for the next write to be finished; for ever if there is none. May be dropped and called again.
    pub async fn written(&mut self) -> Written {
        loop {
            match self.writes.join_next().await {
                Some(Ok(written)) => return written,
                // A task that was cancelled or that panicked has nothing to tell.
                Some(Err(error)) => tracing::error!(%error, "a write was broken off"),
                None => std::future::pending().await,
            }
        }
    }

    /// Goes on after a write.
    pub fn settle(&mut self, written: Written) {
        let Written(what, result) = written;
        if let Err(error) = &result {
            tracing::error!(?what, error = chain::print(error), "could not store");
        }
        match (what, result) {
            (What::Job(jid), Ok(())) => self.begin(jid),
            (What::Job(jid), Err(error)) => self.give_up(jid, &error),
            (What::Mark { jid, id }, Ok(())) => self.marked(jid, id),
            (What::Mark { jid, id }, Err(error)) => {
                if let Some(happening) = self.not_marked(jid, id, &error) {
                    self.happen(jid, happening);
                }
            }
            (What::End { jid, id, serial, told }, Ok(())) => {
                self.note(told);
                self.happen(jid, Happening::Kept { id, serial });
            }
            (What::End { jid, id, serial, .. }, Err(error)) => {
                if let Some(entry) = self.lives.get_mut(&jid) {
                    let why = Failure::new(Kind::Io, chain::print(&error));
                    entry.tell(&Step::NotStored(id.clone(), why));
                }
                self.happen(jid, Happening::NotKept { id, serial });
            }
            (What::Cancel { jid, reply }, stored) => self.cancel_stored(jid, reply, stored),
            (What::Late { jid, id, told }, Ok(())) => {
                self.note(told);
                self.tell_minion(&id, ToMinion::Acknowledge { jid });
            }
            (What::Called { jid, told, reply }, stored) => {
                self.note(told.filter(|_| stored.is_ok()));
                reply(stored.is_ok().then_some(jid));
            }
            // Tried again by and by; until then it is noted as active, and nothing else is wrong.
            (What::Close(jid), Err(_)) => {
                let again = self.clock.moment().plus(self.patience.timeout.max(Duration::from_secs(1)));
                self.timers.insert((again, jid));
            }
            (What::Late { .. } | What::Close(_), _) => {}
        }
    }

    fn note(&self, told: Option<AuditEvent>) {
        if let Some(event) = told {
            self.audit.note(|| event);
        }
    }

    fn begin(&mut self, jid: Jid) {
        if let Some(entry) = self.lives.get_mut(&jid)
            && let Some(reply) = entry.reply.take()
        {
            let record = &entry.record;
            let published = Published {
                jid,
                functions: record.functions(),
                minions: record.minions.clone(),
                missing: record.missing.clone(),
            };
            // An operator who has gone does not stop the job.
            let _ = reply.send(Ok(published));
        }
        self.happen(jid, Happening::Stored);
        self.coalesce(jid);
    }

    /// A job that could not be stored was never sent.
    fn give_up(&mut self, jid: Jid, error: &StoreError) {
        if let Some(reply) = self.lives.remove(&jid).and_then(|entry| entry.reply) {
            let message = format!("could not store the job, so it was not sent: {}", chain::print(error));
            self.audit.note(|| AuditEvent::Abandoned { jid, reason: message.clone() });
            let _ = reply.send(Err(Failure::new(Kind::Io, message)));
        }
    }
}
