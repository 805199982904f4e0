//! What must hold at every moment, seen at the seams.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use halite_common::{
    api::Published,
    failure::Failure,
    id::{Jid, MinionId},
    job::{Job, Report, Return},
    wire::Envelope,
};
use halite_master::{
    jobs::{EndRecord, JobRecord, Step},
    store::{Row, Table, Version},
};
use tokio::sync::{mpsc, oneshot};

use super::run::World;
use crate::seams::{OUTBOX, Written};

/// What was seen so far.
pub(super) struct Witness {
    /// What should never have happened, and did.
    pub(super) violation: Option<String>,
    /// The durable jobs and their targets.
    pub(super) jobs: BTreeMap<Jid, Vec<usize>>,
    pub(super) runs: BTreeMap<(Jid, usize), Run>,
    /// Envelopes that were opened.
    pub(super) opened: HashMap<Vec<u8>, Arc<Job>>,
    /// How often which end was stored.
    pub(super) ends: BTreeMap<String, u64>,
    /// Operators that wait for their job to be stored.
    pub(super) replies: Vec<oneshot::Receiver<Result<Published, Failure>>>,
    /// Operators that watch a job.
    watchers: Vec<(Jid, mpsc::Receiver<Step>)>,
    /// By minion: how often it has died.
    deaths: Vec<u32>,
    /// By minion: results that its journal may not have.
    unkept: Vec<Vec<Jid>>,
}

/// What is known of one function on one minion.
#[derive(Default)]
pub(super) struct Run {
    /// How often it has begun.
    pub(super) begun: u32,
    /// What it ended with, as the minion's desk heard it.
    pub(super) ended: Option<Arc<Return>>,
    /// Its result is on the minion's disk.
    pub(super) kept: bool,
    /// The minion died before that.
    pub(super) died: bool,
}

impl Witness {
    pub(super) fn new(minions: usize) -> Witness {
        Witness {
            violation: None,
            jobs: BTreeMap::new(),
            runs: BTreeMap::new(),
            opened: HashMap::new(),
            ends: BTreeMap::new(),
            replies: Vec::new(),
            watchers: Vec::new(),
            deaths: vec![0; minions],
            unkept: vec![Vec::new(); minions],
        }
    }

    /// Notes what should not have happened; the first counts.
    pub(super) fn fail(&mut self, what: String) {
        self.violation.get_or_insert(what);
    }

    pub(super) fn runs(&self) -> u64 {
        self.runs.values().map(|run| u64::from(run.begun)).sum()
    }

    pub(super) fn has_begun(&self, minion: usize, jid: Jid) -> bool {
        self.runs.contains_key(&(jid, minion))
    }

    /// The master has gone, and with it whoever waited for an answer.
    pub(super) fn forget_replies(&mut self) {
        self.replies.clear();
        self.watchers.clear();
    }

    /// A minion has died.
    pub(super) fn died(&mut self, minion: usize) {
        self.unkept[minion].clear();
        self.deaths[minion] += 1;
        for ((_, number), run) in &mut self.runs {
            if *number == minion && !run.kept {
                run.died = true;
            }
        }
    }
}

impl World<'_> {
    pub(super) fn is_target(&self, minion: usize, jid: Jid) -> bool {
        self.witness.jobs.get(&jid).is_some_and(|targets| targets.contains(&minion))
    }

    pub(super) fn see_begun(&mut self, minion: usize, job: &Job) {
        let jid = job.jid;
        if !self.is_target(minion, jid) {
            self.witness.fail(format!("m{minion} runs {jid}, which is not its own, or not stored"));
        }
        let run = self.witness.runs.entry((jid, minion)).or_default();
        run.begun += 1;
        if run.begun > 1 {
            self.witness.fail(format!("m{minion} runs {jid} twice"));
        }
    }

    /// A minion's desk is about to hear what a function ended with.
    pub(super) fn see_ended(&mut self, minion: usize, result: &Arc<Return>) {
        let run = self.witness.runs.entry((result.jid, minion)).or_default();
        run.ended = Some(Arc::clone(result));
        self.witness.unkept[minion].push(result.jid);
    }

    /// A minion's desk is done with what it heard: what it does not say to be behind with is on its disk.
    pub(super) fn see_kept(&mut self, minion: usize) {
        let behind = self.minions[minion].desk.as_ref().is_none_or(|desk| desk.is_behind());
        if behind {
            return;
        }
        for jid in std::mem::take(&mut self.witness.unkept[minion]) {
            if let Some(run) = self.witness.runs.get_mut(&(jid, minion)) {
                run.kept = true;
            }
        }
    }

    pub(super) fn see_job_sent(&mut self, minion: usize, envelope: &Envelope) {
        match self.open(envelope).map(|job| job.jid) {
            Some(jid) if self.is_target(minion, jid) => {}
            Some(jid) => {
                self.witness.fail(format!("m{minion} is sent {jid}, which is not its own, or not stored"));
            }
            None => self.witness.fail("a job was sent that the master did not sign".into()),
        }
    }

    pub(super) fn see_acknowledged(&mut self, minion: usize, jid: Jid) {
        let is_stored = || self.stored(jid, minion).is_some_and(|end| end.result.is_some());
        let stored = self.waiting.forgotten(jid, minion).unwrap_or_else(is_stored);
        if self.is_target(minion, jid) && !stored {
            self.witness.fail(format!("the return of {jid} from m{minion} is acknowledged and not stored"));
        }
    }

    /// What a target ended with, as it is on the master's disk.
    pub(super) fn stored(&self, jid: Jid, minion: usize) -> Option<EndRecord> {
        let key = format!("{jid}/{}", self.minions[minion].id).into_bytes();
        let row = self.master.store.durable(Table::Returns, &key)?;
        row.decode(Table::Returns).ok()
    }

    pub(super) fn see_replies(&mut self) {
        let Witness { replies, jobs, violation, .. } = &mut self.witness;
        let mut published = Vec::new();
        replies.retain_mut(|reply| match reply.try_recv() {
            Ok(Ok(answer)) => {
                if !jobs.contains_key(&answer.jid) {
                    violation.get_or_insert(format!("{} is said to be stored and is not", answer.jid));
                }
                published.push(answer.jid);
                false
            }
            Ok(Err(_)) | Err(oneshot::error::TryRecvError::Closed) => false,
            Err(oneshot::error::TryRecvError::Empty) => true,
        });
        for jid in published {
            let snapshot = self.master.desk.as_mut().and_then(|desk| desk.watch(jid));
            self.witness.watchers.extend(snapshot.map(|snapshot| (jid, snapshot.steps)));
        }
    }

    /// What operators are told to be the end is on the master's disk.
    pub(super) fn see_steps(&mut self) {
        let mut watchers = std::mem::take(&mut self.witness.watchers);
        watchers.retain_mut(|(jid, steps)| {
            while let Ok(step) = steps.try_recv() {
                let (id, with_result) = match &step {
                    Step::Return(result) => (&result.id, true),
                    Step::Report(id, report) if report.is_final() => (id, false),
                    Step::End => return false,
                    _ => continue,
                };
                let minion = self.minions.iter().position(|minion| minion.id == *id);
                let end = minion.and_then(|minion| self.stored(*jid, minion));
                if !end.is_some_and(|end| end.result.is_some() || !with_result) {
                    self.witness.fail(format!("operators are told {step:?} of {jid}, which is not stored"));
                }
            }
            true
        });
        self.witness.watchers = watchers;
    }

    pub(super) fn see_queue(&mut self, minion: usize) {
        if self.master.mail.waiting(minion) > OUTBOX {
            self.witness.fail(format!("more than {OUTBOX} messages wait for m{minion}"));
        }
        if let Some(desk) = &self.master.desk {
            let pairs = self.witness.jobs.len() * self.scale.minions;
            let (writing, questions) = (desk.writing(), desk.questions());
            // Each target's end may be written twice at once, by its silence and by its return, and a return may come
            // late a few times before the first is stored.
            if writing > 8 * (pairs + 8) || questions > pairs {
                let what = format!("{writing} writes and {questions} questions for {pairs} targets");
                self.witness.fail(what);
            }
        }
    }

    /// Rows have become durable.
    pub(super) fn see_written(&mut self, rows: Vec<Written>) {
        for row in rows {
            let seen = match row.table {
                _ if row.now.is_none() => Ok(()),
                Table::Jobs => self.see_job_stored(&row),
                Table::Returns => self.see_end_stored(&row),
                _ => Ok(()),
            };
            if let Err(what) = seen {
                self.witness.fail(what);
            }
        }
    }

    fn see_job_stored(&mut self, row: &Written) -> Result<(), String> {
        let jid =
            String::from_utf8_lossy(&row.key).parse().map_err(|_| "a job's key is no jid".to_owned())?;
        let record: JobRecord = decoded(row.table, row.now.as_ref()).ok_or("a job's record is none")?;
        let number = |id: &MinionId| self.minions.iter().position(|minion| minion.id == *id);
        let targets: Vec<usize> = record.minions.iter().filter_map(number).collect();
        self.waiting.stored(jid, record);
        match self.witness.jobs.insert(jid, targets.clone()) {
            Some(before) if before != targets => Err(format!("the targets of {jid} have changed")),
            _ => Ok(()),
        }
    }

    fn see_end_stored(&mut self, row: &Written) -> Result<(), String> {
        let key = String::from_utf8_lossy(&row.key).into_owned();
        let now: EndRecord = decoded(row.table, row.now.as_ref()).ok_or("an end's record is none")?;
        let (jid, id) = key.split_once('/').ok_or("an end's key is none")?;
        let jid: Jid = jid.parse().map_err(|_| "an end's key has no jid".to_owned())?;
        let minion = self.minions.iter().position(|minion| minion.id.as_str() == id);
        let Some(minion) = minion.filter(|minion| self.is_target(*minion, jid)) else {
            return Err(format!("{key} ends with {:?} and is no target", now.report));
        };
        self.tell(|_| format!("stored: {key} is {:?}", now.report));
        if !now.report.is_final() {
            return Err(format!("{key} ends with {:?}, which is no end", now.report));
        }
        self.see_waiting_end(jid, minion, &now)?;
        let run = self.witness.runs.get(&(jid, minion));
        match &now.result {
            Some(result) => {
                let died = self.witness.deaths[minion] > 0;
                self.check_true(&key, result, run, died)?;
            }
            None if now.report == Report::Lost && run.is_none_or(|run| !run.died) => {
                return Err(format!("{key} is named lost, and nothing was lost"));
            }
            None => {}
        }
        let before: Option<EndRecord> = decoded(row.table, row.before.as_ref());
        let name = if before.is_some() { "late".into() } else { name(&now.report) };
        *self.witness.ends.entry(name).or_default() += 1;
        match before {
            Some(before) if before.result.is_some() && before.result != now.result => {
                Err(format!("{key} had returned and is {:?} now", now.report))
            }
            Some(before) if now.result.is_none() && before.report != now.report => {
                Err(format!("{key} was {:?} and is {:?} now", before.report, now.report))
            }
            _ => Ok(()),
        }
    }

    /// A result is what the function gave, or tells the truth about why there is none.
    fn check_true(&self, key: &str, result: &Return, run: Option<&Run>, died: bool) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("{key} returned {:.40}: {what}", result.value.to_string()));
        if format!("{}/{}", result.jid, result.id) != key {
            return wrong("that is another's");
        }
        match run.filter(|run| run.begun > 0) {
            Some(run) if result.lost && run.kept => wrong("its result was on the minion's disk"),
            Some(run) if result.lost && !run.died => wrong("its minion never died"),
            Some(_) if result.lost => Ok(()),
            Some(run) if run.ended.as_ref().is_some_and(|ended| ended.value == result.value) => Ok(()),
            Some(_) => wrong("the function gave something else"),
            // It died between writing down that the function begins and beginning it.
            None if result.lost && died => Ok(()),
            None if result.lost || result.retcode == 0 => wrong("the function never ran"),
            None => Ok(()),
        }
    }
}

/// The state's name, without what it carries.
fn name(report: &Report) -> String {
    let shown = format!("{report:?}").to_lowercase();
    shown.split([' ', '{']).next().unwrap_or_default().to_owned()
}

pub(super) fn decoded<T: serde::de::DeserializeOwned>(table: Table, value: Option<&Vec<u8>>) -> Option<T> {
    let row = Row { key: Vec::new(), value: value?.clone(), version: Version::of(0) };
    row.decode(table).ok()
}
