//! Carries out what a job's life asks for.

use std::sync::Arc;

use halite_common::{
    chain,
    id::{Jid, MinionId},
    job::{Report, Return},
    wire::ToMinion,
};

use super::{
    super::{
        EndRecord, Step,
        life::{Action, Happening},
        record::target_key,
    },
    Desk,
    entry::Mark,
    write::What,
};
use crate::{
    session::SendError,
    store::{Batch, StoreError, Table},
};

impl Desk {
    /// Lets a job take in what happened, and carries out what follows.
    pub(super) fn happen(&mut self, jid: Jid, happening: Happening) {
        let mut open = vec![happening];
        while let Some(happening) = open.pop() {
            let now = self.clock.moment();
            let Some(entry) = self.lives.get_mut(&jid) else { return };
            for action in entry.life.take(now, happening) {
                open.extend(self.carry_out(jid, action));
            }
        }
        self.note_wake(jid);
        if self.lives.get(&jid).is_some_and(|entry| entry.life.has_ended()) {
            self.close(jid);
        }
    }

    fn carry_out(&mut self, jid: Jid, action: Action) -> Option<Happening> {
        match action {
            Action::Send(id) => return self.mark_and_send(jid, id),
            Action::Find(id) => {
                if self.post.post(&id, ToMinion::Find { jids: vec![jid] }).is_ok() {
                    let open = self.asked.entry(id).or_default();
                    open.retain(|before| *before != jid);
                    open.push(jid);
                }
            }
            Action::Cancel(id) => self.tell_minion(&id, ToMinion::Cancel { jid }),
            Action::Acknowledge(id) => self.tell_minion(&id, ToMinion::Acknowledge { jid }),
            Action::Keep { id, serial, report, result } => return self.keep(jid, id, serial, report, result),
            Action::TellReturn(result) => self.tell(jid, &Step::Return(result)),
            Action::TellReport(id, report) => self.tell(jid, &Step::Report(id, report)),
            Action::TellProgress(id, progress) => self.tell(jid, &Step::Progress(id, progress)),
            Action::End => {}
        }
        None
    }

    /// Sends a job. That a target which was away is sent it now is stored before: only so it is known after a restart
    /// which targets never were.
    fn mark_and_send(&mut self, jid: Jid, id: MinionId) -> Option<Happening> {
        let entry = self.lives.get_mut(&jid)?;
        match entry.marks.get_mut(&id) {
            None | Some(Mark::Stored) => self.send(jid, id),
            Some(Mark::Writing) => None,
            Some(mark) => {
                *mark = Mark::Writing;
                let key = target_key(jid, &id);
                match Batch::new().put(Table::Sent, key, &()) {
                    Ok(batch) => self.write(batch, What::Mark { jid, id }),
                    Err(error) => return self.not_marked(jid, id, &error),
                }
                None
            }
        }
    }

    /// It is stored that a target is sent the job.
    pub(super) fn marked(&mut self, jid: Jid, id: MinionId) {
        let Some(entry) = self.lives.get_mut(&jid) else { return };
        entry.marks.insert(id.clone(), Mark::Stored);
        // It may have been ended, or have gone, meanwhile.
        if entry.life.is_sending(&id)
            && let Some(happening) = self.send(jid, id)
        {
            self.happen(jid, happening);
        }
    }

    /// It could not be stored: the job is not sent now, and tried again.
    pub(super) fn not_marked(&mut self, jid: Jid, id: MinionId, error: &StoreError) -> Option<Happening> {
        tracing::error!(%jid, minion = %id, error = chain::print(error), "could not store that a job is sent");
        self.lives.get_mut(&jid)?.marks.insert(id.clone(), Mark::Missing);
        Some(Happening::Busy { id })
    }

    fn send(&self, jid: Jid, id: MinionId) -> Option<Happening> {
        let envelope = self.lives.get(&jid)?.record.envelope.clone();
        match self.post.post(&id, ToMinion::Job(envelope)) {
            Err(SendError::Busy) => Some(Happening::Busy { id }),
            Err(SendError::Message(error)) => Some(Happening::Refused { id, reason: chain::print(&error) }),
            // The session has gone; that it has closed will be told.
            Ok(()) | Err(SendError::Absent) => None,
        }
    }

    /// A message that does not go out is said again later: by the minion, or when the job's life asks again.
    pub(super) fn tell_minion(&self, id: &MinionId, message: ToMinion) {
        if let Err(error) = self.post.post(id, message) {
            tracing::debug!(minion = %id, %error, "could not tell a minion something");
        }
    }

    fn tell(&mut self, jid: Jid, step: &Step) {
        if let Some(entry) = self.lives.get_mut(&jid) {
            entry.tell(step);
        }
    }

    fn keep(
        &mut self,
        jid: Jid,
        id: MinionId,
        serial: u32,
        report: Report,
        result: Option<Arc<Return>>,
    ) -> Option<Happening> {
        let may_have_it = self.lives.get(&jid).is_none_or(|entry| entry.life.may_have_it(&id));
        let end = EndRecord {
            report,
            result: result.map(Arc::unwrap_or_clone),
            at: self.clock.moment().0,
            never_sent: !may_have_it,
        };
        match Batch::new().put(Table::Returns, target_key(jid, &id), &end) {
            Ok(batch) => {
                let told = self.ended(jid, &id, &end);
                self.write(batch, What::End { jid, id, serial, told });
                None
            }
            Err(error) => {
                tracing::error!(%jid, minion = %id, error = chain::print(&error), "could not keep a return");
                Some(Happening::NotKept { id, serial })
            }
        }
    }

    /// Lets go of a job that has ended.
    pub(super) fn close(&mut self, jid: Jid) {
        if let Some(mut entry) = self.lives.remove(&jid) {
            if let Some(wake) = entry.wake_at {
                self.timers.remove(&(wake, jid));
            }
            entry.tell(&Step::End);
            self.note_end(jid);
        }
    }

    fn note_end(&mut self, jid: Jid) {
        self.write(Batch::new().delete(Table::ActiveJobs, jid.as_str()), What::Close(jid));
    }

    pub(super) fn note_wake(&mut self, jid: Jid) {
        let Some(entry) = self.lives.get_mut(&jid) else { return };
        let wake = entry.life.wake_at();
        if wake != entry.wake_at {
            if let Some(before) = entry.wake_at {
                self.timers.remove(&(before, jid));
            }
            self.timers.extend(wake.map(|wake| (wake, jid)));
            entry.wake_at = wake;
        }
    }

    /// Wakes the jobs that want to be.
    pub fn tick(&mut self) {
        let now = self.clock.moment();
        while let Some((_, jid)) = self.timers.first().copied().filter(|(wake, _)| *wake <= now) {
            self.timers.pop_first();
            match self.lives.get_mut(&jid) {
                Some(entry) => {
                    entry.wake_at = None;
                    self.happen(jid, Happening::Tick);
                }
                // It has ended, and that could not be stored.
                None => self.note_end(jid),
            }
        }
    }
}
