//! After a restart: what was promised, and what is left of it.

use std::sync::Arc;

use halite_common::{
    id::{Jid, MinionId},
    job::{Job, Return, TargetKind, TargetSpec},
    value::Dict,
};

use super::{Action, Event, Ledger, Record, ledger::Stage};

impl Ledger {
    /// What is to be done after the records of the journal were read back: jobs that had not begun wait for their turn,
    /// results are owed. Jobs that had begun are lost, which the events tell.
    pub(super) fn resume(&self, id: &MinionId) -> (Vec<Action>, Vec<Event>) {
        let (mut actions, mut events) = (Vec::new(), Vec::new());
        for entry in self.entries.values() {
            match &entry.stage {
                Stage::Accepted(job) => actions.push(Action::Queue(Arc::clone(job))),
                Stage::Begun(job) => events.push(Event::Ended { result: Arc::new(lost(job, id)) }),
                Stage::Returned(result) => actions.push(Action::Owe(Arc::clone(result))),
                Stage::Over => {}
            }
        }
        (actions, events)
    }

    /// The fewest records from which the same ledger comes.
    pub(super) fn live(&self) -> Vec<Record> {
        let mut records = Vec::with_capacity(self.entries.len());
        for (jid, entry) in &self.entries {
            match &entry.stage {
                Stage::Accepted(job) => records.push(Record::Accepted { job: Arc::clone(job) }),
                Stage::Begun(job) => {
                    records.push(Record::Accepted { job: Arc::clone(job) });
                    records.push(Record::Begun { jid: *jid });
                }
                Stage::Returned(result) => {
                    records.push(Record::Returned { result: Arc::clone(result), expires: entry.expires });
                }
                Stage::Over => records.push(Record::Remembered { jid: *jid, expires: entry.expires }),
            }
        }
        records
    }
}

/// A job of which only the number is known.
pub(super) fn unknown(jid: Jid) -> Job {
    let target = TargetSpec { kind: TargetKind::List, expression: String::new(), delimiter: ":".into() };
    Job { jid, target, calls: Vec::new(), user: String::new(), expires: 0, nodegroups: Dict::new() }
}

fn lost(job: &Job, id: &MinionId) -> Return {
    let functions: Vec<&str> = job.calls.iter().map(|call| call.function.as_str()).collect();
    Return {
        jid: job.jid,
        id: id.clone(),
        function: functions.join(","),
        value: "The minion stopped while the job was running. The job was not run again.".into(),
        retcode: 1,
        success: false,
        out: None,
        failures: Vec::new(),
        lost: true,
    }
}
