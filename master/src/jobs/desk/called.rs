//! Functions that were called by hand on a minion's host, and what they gave.

use halite_common::{
    chain,
    id::{Jid, MinionId},
    job::{Call, Publish, Return, TargetKind, TargetSpec},
    value::Dict,
    wire::Envelope,
};

use super::{
    super::{EndRecord, JobRecord, life::end_of, record::target_key},
    Desk,
    write::What,
};
use crate::store::{Batch, Expect, StoreError, Table};

impl Desk {
    /// Stores what a call reports, as a job of that minion alone that has ended. `reply` is told its id.
    pub fn called(
        &mut self,
        id: MinionId,
        call: Call,
        result: Return,
        reply: impl FnOnce(Option<Jid>) + Send + 'static,
    ) {
        // The id is ours: what the minion says must not fall in with another job.
        let jid = self.jids.next(self.clock.micros());
        let result = Return { jid, id: id.clone(), function: call.function.clone(), ..result };
        let told = self.reported(jid, &id, &call, &result);
        match self.record_call(jid, &id, call, result) {
            Ok(batch) => self.write(batch, What::Called { jid, told, reply: Box::new(reply) }),
            Err(error) => {
                tracing::error!(minion = %id, error = chain::print(&error), "could not write a call down");
                reply(None);
            }
        }
    }

    fn record_call(&self, jid: Jid, id: &MinionId, call: Call, result: Return) -> Result<Batch, StoreError> {
        let target = TargetSpec { kind: TargetKind::Glob, expression: id.to_string(), delimiter: ":".into() };
        let publish = Publish {
            target,
            calls: vec![call],
            timeout: None,
            batch: None,
            batch_wait: None,
            failhard: false,
            subset: None,
            queue_ttl: None,
            metadata: Dict::new(),
            out: result.out.clone(),
        };
        let record = JobRecord {
            publish,
            user: format!("minion {id}"),
            // Never sent, and never signed: the words are the minion's.
            envelope: Envelope { job: Vec::new(), signature: Vec::new() },
            minions: vec![id.clone()],
            missing: Vec::new(),
            wait_until: None,
            away: Vec::new(),
            cancelled: false,
        };
        let (report, at) = (end_of(&result), self.clock.moment().0);
        let end = EndRecord { report, result: Some(result), at, never_sent: false };
        Batch::new().put_if(Table::Jobs, jid.as_str(), Expect::Absent, &record)?.put(
            Table::Returns,
            target_key(jid, id),
            &end,
        )
    }
}
