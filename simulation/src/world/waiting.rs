//! What must hold for jobs that wait for minions, that are ended, and that are forgotten.

use std::collections::{BTreeMap, BTreeSet};

use halite_common::{failure::Failure, id::Jid, job::Report};
use halite_master::{
    jobs::{Archive, EndRecord, JobRecord},
    store::Table,
};
use tokio::sync::oneshot;

use super::{
    run::{EPOCH, World},
    witness::decoded,
};
use crate::seams::Written;

/// What is known of such jobs.
pub(super) struct Waiting {
    /// The durable jobs.
    records: BTreeMap<Jid, JobRecord>,
    /// Operators that wait for the end of their job.
    replies: Vec<(Jid, oneshot::Receiver<Result<bool, Failure>>)>,
    /// Jobs whose end an operator was told of, or whose end is on the disk of a master that has started since.
    cancelled: BTreeSet<Jid>,
    /// By minion: when the master greeted its session, by the master's clock, while that is open.
    greeted: Vec<Option<u64>>,
    /// Targets of jobs that the master has forgotten, and whether it had their result.
    forgotten: BTreeMap<(Jid, usize), bool>,
}

impl Waiting {
    pub(super) fn new(minions: usize) -> Waiting {
        Waiting {
            records: BTreeMap::new(),
            replies: Vec::new(),
            cancelled: BTreeSet::new(),
            greeted: vec![None; minions],
            forgotten: BTreeMap::new(),
        }
    }

    /// Whether the master has forgotten a target of a job, and if so whether it had its result.
    pub(super) fn forgotten(&self, jid: Jid, minion: usize) -> Option<bool> {
        self.forgotten.get(&(jid, minion)).copied()
    }

    pub(super) fn asked_to_cancel(&mut self, jid: Jid, answer: oneshot::Receiver<Result<bool, Failure>>) {
        self.replies.push((jid, answer));
    }

    pub(super) fn stored(&mut self, jid: Jid, record: JobRecord) {
        self.records.insert(jid, record);
    }

    pub(super) fn greets(&mut self, minion: usize, now: Option<u64>) {
        self.greeted[minion] = now;
    }

    /// The master has gone; what is on its disk is what the next one goes by.
    pub(super) fn master_gone(&mut self) {
        self.replies.clear();
        self.greeted.fill(None);
        let ended = self.records.iter().filter(|(_, record)| record.cancelled);
        self.cancelled.extend(ended.map(|(jid, _)| *jid));
    }

    /// An end for want of a minion is true, as far as can be seen from outside.
    fn check(&self, jid: Jid, minion: usize, id: &str, end: &EndRecord) -> Result<(), String> {
        let Some(record) = self.records.get(&jid) else { return Ok(()) };
        match &end.report {
            Report::Expired => {
                let limit = record.wait_until.ok_or("a job that waits for nobody has expired")?;
                let was_here = self.greeted[minion].is_some_and(|at| at < limit && at < end.at);
                match () {
                    () if end.at < limit => Err("it has expired before its time".into()),
                    () if was_here => Err("it has expired for a minion that was here in time".into()),
                    () => Ok(()),
                }
            }
            Report::Superseded { by } => {
                let by = self.records.get(by).ok_or("it gave way to a job that is none")?;
                let stands_for = by.publish.calls == record.publish.calls
                    && by.user == record.user
                    && by.wait_until >= record.wait_until
                    && by.minions.iter().any(|minion| minion.as_str() == id);
                if stands_for {
                    Ok(())
                } else {
                    Err("it gave way to a job that does not stand for it".into())
                }
            }
            _ => Ok(()),
        }
    }
}

impl World<'_> {
    /// Jobs have been handed to the post.
    pub(super) fn see_posted(&mut self) {
        for (minion, envelope) in self.master.mail.take_posted() {
            if let Some(jid) = self.open(&envelope).map(|job| job.jid)
                && self.waiting.cancelled.contains(&jid)
            {
                self.witness.fail(format!("m{minion} is sent {jid}, which has been cancelled"));
            }
        }
    }

    pub(super) fn see_cancelled(&mut self) {
        let Waiting { replies, cancelled, .. } = &mut self.waiting;
        replies.retain_mut(|(jid, reply)| match reply.try_recv() {
            Ok(answer) => {
                cancelled.extend(answer.is_ok_and(|ended| ended).then_some(*jid));
                false
            }
            Err(oneshot::error::TryRecvError::Empty) => true,
            Err(oneshot::error::TryRecvError::Closed) => false,
        });
    }

    /// A target has ended. What is said of one that was never sent its job is true.
    pub(super) fn see_waiting_end(&self, jid: Jid, minion: usize, end: &EndRecord) -> Result<(), String> {
        let id = self.minions[minion].id.as_str();
        if end.never_sent && self.witness.has_begun(minion, jid) {
            return Err(format!("{jid}/{id} is {:?} and never sent, and it ran", end.report));
        }
        self.waiting.check(jid, minion, id, end).map_err(|what| format!("{jid}/{id}: {what}"))
    }

    /// Sometimes a master that starts forgets what is old, as the real one does.
    pub(super) fn master_forgets(&mut self) {
        if !self.dice.one_in(3) {
            return;
        }
        let keep = self.dice.between(10, 4000) * 1000;
        let limit = (EPOCH + self.now).saturating_add_signed(self.master.offset()).saturating_sub(keep);
        let jid = |millis: u64| Jid::at_micros(millis.cast_signed() * 1000);
        let (Some(limit), Some(owed)) = (jid(limit), jid(0)) else { return };
        self.master.store.set_at_once(true);
        let forgotten = Archive::new(self.master.store.clone()).forget_before(limit, owed);
        self.master.store.set_at_once(false);
        self.tell(|_| format!("the master forgets {forgotten:?} old jobs"));
        for row in self.master.store.take_written() {
            self.see_forgotten(&row);
        }
    }

    fn see_forgotten(&mut self, row: &Written) {
        if !matches!(row.table, Table::Returns) {
            return;
        }
        let key = String::from_utf8_lossy(&row.key).into_owned();
        let Some((jid, id)) = key.split_once('/') else { return };
        let minion = self.minions.iter().position(|minion| minion.id.as_str() == id);
        let end: Option<EndRecord> = decoded(row.table, row.before.as_ref());
        if let (Ok(jid), Some(minion), Some(end)) = (jid.parse(), minion, end) {
            self.waiting.forgotten.insert((jid, minion), end.result.is_some());
        }
    }
}
