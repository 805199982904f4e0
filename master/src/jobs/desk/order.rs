//! Takes orders: makes a job of what an operator asks for, and stores it.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use halite_common::{
    api::Published,
    failure::{Failure, Kind},
    id::{Jid, MinionId},
    job::{Job, Publish},
    value::Dict,
    wire::sign_job,
};
use tokio::sync::oneshot;

use super::{
    super::{
        JobRecord,
        life::{Earlier, Happening, Life, Moment, Plan, Presence, window},
    },
    Desk,
    entry::{Entry, Mark},
    write::What,
};
use crate::{
    audit::AuditEvent,
    store::{Batch, Expect, StoreError, Table},
};

/// A minion may begin with a job within this time, longer if the job goes in batches, and later if it waits for minions.
const LIFETIME: Duration = Duration::from_secs(24 * 3600);
const BATCH_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// What an operator asks for, with the minions that it means.
pub struct Order {
    /// What was asked for.
    pub publish: Publish,
    /// Who asks.
    pub user: String,
    /// The minions it is for, with the time (seconds since 1970) when each was last seen.
    pub minions: Vec<(MinionId, Option<u64>)>,
    /// Ids that were named one by one and that no accepted key has.
    pub missing: Vec<String>,
    /// The node groups that the target names.
    pub nodegroups: Dict,
    /// Who waits for the job to be stored.
    pub reply: oneshot::Sender<Result<Published, Failure>>,
}

impl Desk {
    /// Makes a job of an order and stores it; it is sent when it is stored.
    pub fn publish(&mut self, order: Order) {
        let jid = self.jids.next(self.clock.micros());
        let now = self.clock.moment();
        let ttl = order.publish.queue_ttl.filter(|ttl| *ttl > 0);
        let wait_until = ttl.map(|ttl| now.0 + u64::from(ttl) * 1000);
        let (record, batch) = match self.write_down(jid, &order, now, wait_until) {
            Ok(done) => done,
            Err(failure) => {
                let _ = order.reply.send(Err(failure));
                return;
            }
        };
        let plan = self.plan(&record);
        let here = &self.here;
        let targets = order.minions.into_iter().map(|(id, since)| {
            let presence = if here.contains(&id) { Presence::Here } else { Presence::Away(since) };
            (id, presence)
        });
        let life = Life::new(plan, now, targets);
        let published = AuditEvent::Published {
            user: record.user.clone(),
            jid,
            calls: self.audit.calls(&record.publish.calls),
            target: record.publish.target.clone(),
            minions: record.minions.clone(),
            missing: record.missing.clone(),
        };
        self.lives.insert(jid, Entry { reply: Some(order.reply), ..Entry::new(life, record) });
        self.write_audited(batch, What::Job(jid), published);
    }

    fn write_down(
        &self,
        jid: Jid,
        order: &Order,
        now: Moment,
        wait_until: Option<u64>,
    ) -> Result<(JobRecord, Batch), Failure> {
        let publish = &order.publish;
        let lifetime = if publish.batch.is_some() { BATCH_LIFETIME } else { LIFETIME };
        // Whoever gets it in the last moment has the usual time to begin.
        let expires = wait_until.unwrap_or(now.0) / 1000 + lifetime.as_secs();
        let job = Job {
            jid,
            target: publish.target.clone(),
            calls: publish.calls.clone(),
            user: order.user.clone(),
            expires,
            nodegroups: order.nodegroups.clone(),
        };
        let envelope = sign_job(&job, &self.signer)
            .map_err(|error| Failure::new(Kind::Usage, format!("could not write the job down: {error}")))?;
        let waits = |id: &MinionId| wait_until.is_some() && !self.here.contains(id);
        let record = JobRecord {
            publish: publish.clone(),
            user: order.user.clone(),
            envelope,
            minions: order.minions.iter().map(|(id, _)| id.clone()).collect(),
            missing: order.missing.clone(),
            wait_until,
            away: order.minions.iter().map(|(id, _)| id).filter(|id| waits(id)).cloned().collect(),
            cancelled: false,
        };
        let batch = Batch::new()
            .put_if(Table::Jobs, jid.as_str(), Expect::Absent, &record)
            .and_then(|batch| batch.put(Table::ActiveJobs, jid.as_str(), &()))
            .map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
        Ok((record, batch))
    }

    fn plan(&self, record: &JobRecord) -> Plan {
        let publish = &record.publish;
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        Plan {
            timeout: publish.timeout.map_or(self.patience.timeout, seconds).max(Duration::from_secs(1)),
            gather: self.patience.gather.max(Duration::from_secs(1)),
            window: publish.batch.map(|batch| window(batch, record.minions.len())),
            rest: publish.batch_wait.map_or(Duration::ZERO, seconds),
            failhard: publish.failhard,
            wait_until: record.wait_until.map(Moment),
        }
    }

    /// Goes on with a job from before the master stopped.
    pub(super) fn take_up(&mut self, jid: Jid) -> Result<(), StoreError> {
        let Some(record) = self.archive.job(jid)? else { return Ok(()) };
        let mut ends: HashMap<_, _> = self.archive.reports(jid)?.into_iter().collect();
        let (away, sent) = (HashSet::<_>::from_iter(&record.away), self.archive.sent(jid)?);
        let earlier = |id: &MinionId| match ends.remove(id) {
            Some(end) => Earlier::Ended(end),
            None if away.contains(id) && !sent.contains(id) => Earlier::NeverSent,
            None => Earlier::MaybeSent,
        };
        let earlier: Vec<Earlier> = record.minions.iter().map(earlier).collect();
        let targets = record.minions.iter().cloned().zip(earlier);
        let life = Life::resume(self.plan(&record), self.clock.moment(), targets);
        let (ended, cancelled) = (life.has_ended(), record.cancelled);
        let mut entry = Entry::new(life, record);
        entry.marks.extend(sent.into_iter().map(|id| (id, Mark::Stored)));
        self.lives.insert(jid, entry);
        if ended {
            self.close(jid);
        } else if cancelled {
            self.happen(jid, Happening::Cancelled);
        } else {
            self.note_wake(jid);
        }
        Ok(())
    }
}
