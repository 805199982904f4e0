//! The machine: which event leads to what. No I/O and no clock.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use halite_common::{
    id::Jid,
    job::{Job, Return},
};

use super::{Record, restore::unknown};

/// Jobs that are over and are remembered in any case; beyond that, until they expire.
const REMEMBERED: usize = 10_000;

/// What happens to jobs.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// The master sends a job, of so many bytes.
    Offered { job: Arc<Job>, bytes: u64, now: u64 },
    /// There is room for a job to begin.
    Due { jid: Jid },
    /// A job has a result, whether it had begun or not.
    Ended { result: Arc<Return> },
    /// The master has the result.
    Acknowledged { jid: Jid },
    /// What could not be kept may be tried again.
    Tick,
}

/// What has to be done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    /// Tell the master that the job is taken.
    Accept(Jid),
    /// Tell the master that it is not, and why.
    Refuse(Jid, String),
    /// Let the job wait for its turn.
    Queue(Arc<Job>),
    /// Run the job.
    Run(Arc<Job>),
    /// The job's beginning could not be kept, so it waits on.
    Wait(Arc<Job>),
    /// Send the result now, and again until it is acknowledged.
    Owe(Arc<Return>),
    /// The result need not be sent any more.
    Settled(Jid),
}

/// Where a job stands.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    Accepted(Arc<Job>),
    Begun(Arc<Job>),
    Returned(Arc<Return>),
    Over,
}

/// A job, and how many bytes of the journal it needs.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) stage: Stage,
    pub(super) expires: u64,
    bytes: u64,
}

/// All that is promised, and what is remembered.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) entries: BTreeMap<Jid, Entry>,
    /// Jobs that are not over.
    held: BTreeSet<Jid>,
    /// Jobs that are over, oldest first.
    over: VecDeque<Jid>,
    /// Results that could not be kept yet.
    pub(super) unkept: Vec<Record>,
    bytes: u64,
    max_bytes: u64,
}

impl Ledger {
    pub(super) fn new(max_bytes: u64) -> Ledger {
        Ledger {
            entries: BTreeMap::new(),
            held: BTreeSet::new(),
            over: VecDeque::new(),
            unkept: Vec::new(),
            bytes: 0,
            max_bytes,
        }
    }

    /// Decides: what is to be kept, if anything, and what is to be done at once.
    pub(super) fn take(&mut self, event: Event) -> (Option<Record>, Vec<Action>) {
        match event {
            Event::Offered { job, bytes, now } => self.offered(job, bytes, now),
            Event::Due { jid } => match self.stage(jid) {
                Some(Stage::Accepted(_)) => (Some(Record::Begun { jid }), vec![]),
                _ => (None, vec![]),
            },
            Event::Ended { result } => match self.entries.get(&result.jid) {
                Some(Entry { stage: Stage::Accepted(_) | Stage::Begun(_), expires, .. }) => {
                    (Some(Record::Returned { expires: *expires, result }), vec![])
                }
                _ => (None, vec![]),
            },
            Event::Acknowledged { jid } => match self.stage(jid) {
                Some(Stage::Returned(_)) => (Some(Record::Acknowledged { jid }), vec![]),
                _ => (None, vec![]),
            },
            Event::Tick => (self.unkept.pop(), vec![]),
        }
    }

    fn stage(&self, jid: Jid) -> Option<&Stage> {
        self.entries.get(&jid).map(|entry| &entry.stage)
    }

    fn offered(&mut self, job: Arc<Job>, bytes: u64, now: u64) -> (Option<Record>, Vec<Action>) {
        self.forget(now);
        let jid = job.jid;
        let action = match self.stage(jid) {
            Some(Stage::Accepted(_) | Stage::Begun(_)) => Action::Accept(jid),
            Some(Stage::Returned(result)) => Action::Owe(Arc::clone(result)),
            Some(Stage::Over) => {
                Action::Refuse(jid, "the job has been run and its result acknowledged".into())
            }
            None if self.bytes.saturating_add(bytes) > self.max_bytes => {
                Action::Refuse(jid, full(self.max_bytes))
            }
            None => return (Some(Record::Accepted { job }), vec![]),
        };
        (None, vec![action])
    }

    /// A record is on disk, in so many bytes: what was waiting for that.
    pub(super) fn kept(&mut self, record: Record, bytes: u64) -> Vec<Action> {
        match record {
            Record::Accepted { job } => {
                let jid = job.jid;
                if self.entries.contains_key(&jid) {
                    return vec![Action::Accept(jid)];
                }
                self.put(jid, Stage::Accepted(Arc::clone(&job)), job.expires, bytes);
                vec![Action::Accept(jid), Action::Queue(job)]
            }
            Record::Begun { jid } => {
                let (job, expires, before) = match self.entries.get(&jid) {
                    Some(Entry { stage: Stage::Accepted(job), expires, bytes }) => {
                        (Arc::clone(job), *expires, *bytes)
                    }
                    Some(_) => return vec![],
                    // Damage took what it was: it must not begin again for that.
                    None => {
                        self.put(jid, Stage::Begun(Arc::new(unknown(jid))), 0, bytes);
                        return vec![];
                    }
                };
                self.put(jid, Stage::Begun(Arc::clone(&job)), expires, before + bytes);
                vec![Action::Run(job)]
            }
            Record::Returned { result, expires } => {
                let jid = result.jid;
                if matches!(self.stage(jid), Some(Stage::Over)) {
                    return vec![];
                }
                let owed = matches!(self.stage(jid), Some(Stage::Returned(_)));
                self.put(jid, Stage::Returned(Arc::clone(&result)), expires, bytes);
                if owed { vec![] } else { vec![Action::Owe(result)] }
            }
            Record::Acknowledged { jid } => {
                let Some(entry) = self.entries.get(&jid) else { return vec![] };
                self.over(jid, entry.expires, bytes);
                vec![Action::Settled(jid)]
            }
            Record::Remembered { jid, expires } => {
                self.over(jid, expires, bytes);
                vec![]
            }
        }
    }

    /// Records are missing here: any job that was waiting may have begun.
    pub(super) fn damaged(&mut self) {
        for entry in self.entries.values_mut() {
            if let Stage::Accepted(job) = &entry.stage {
                entry.stage = Stage::Begun(Arc::clone(job));
            }
        }
    }

    /// A record could not be kept: no promise is made on it. A result is not lost for that: it is sent all the same,
    /// which at worst has it sent twice.
    pub(super) fn not_kept(&mut self, record: Record, reason: &str) -> Vec<Action> {
        match &record {
            Record::Accepted { job } => vec![Action::Refuse(job.jid, reason.to_owned())],
            Record::Begun { jid } => match self.stage(*jid) {
                Some(Stage::Accepted(job)) => vec![Action::Wait(Arc::clone(job))],
                _ => vec![],
            },
            Record::Returned { .. } => {
                self.unkept.push(record.clone());
                self.kept(record, 0)
            }
            Record::Acknowledged { .. } | Record::Remembered { .. } => self.kept(record, 0),
        }
    }

    /// The file holds these records only, each in so many bytes: a job may need more or fewer than before.
    pub(super) fn rewritten<'r>(&mut self, records: impl Iterator<Item = (&'r Record, u64)>) {
        self.bytes = 0;
        self.entries.values_mut().for_each(|entry| entry.bytes = 0);
        for (record, bytes) in records {
            if let Some(entry) = self.entries.get_mut(&record.jid()) {
                entry.bytes += bytes;
                self.bytes += bytes;
            }
        }
    }

    /// Jobs taken, whose results have not been acknowledged.
    pub(super) fn holding(&self) -> impl Iterator<Item = Jid> {
        self.held.iter().copied()
    }

    /// How many bytes of records still matter.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    fn over(&mut self, jid: Jid, expires: u64, bytes: u64) {
        self.put(jid, Stage::Over, expires, bytes);
        self.unkept.retain(|record| !matches!(record, Record::Returned { result, .. } if result.jid == jid));
        self.over.push_back(jid);
    }

    fn put(&mut self, jid: Jid, stage: Stage, expires: u64, bytes: u64) {
        match stage {
            Stage::Over => self.held.remove(&jid),
            _ => self.held.insert(jid),
        };
        let before = self.entries.insert(jid, Entry { stage, expires, bytes });
        self.bytes = self.bytes + bytes - before.map_or(0, |entry| entry.bytes);
    }

    /// A job that has expired would not be taken anyway.
    fn forget(&mut self, now: u64) {
        while self.over.len() > REMEMBERED
            && let Some(jid) = self.over.front()
            && self.entries.get(jid).is_none_or(|entry| entry.expires < now)
        {
            let entry = self.entries.remove(jid);
            self.bytes -= entry.map_or(0, |entry| entry.bytes);
            self.over.pop_front();
        }
    }
}

fn full(max_bytes: u64) -> String {
    format!(
        "the minion's journal is full (`journal_max_bytes` is {max_bytes}): too many results wait to be acknowledged"
    )
}
