//! Crashes after and within every step, on a disk that forgets what was not synced.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
    sync::{Arc, Mutex},
};

use halite_common::{
    id::{Jid, MinionId},
    job::{Call, Job, Return, TargetKind, TargetSpec},
    value::{Dict, Value},
};

use super::{Action, Disk, Event, Journal, JournalError, Spoilt};

mod damage;

#[derive(Default)]
struct Platter {
    synced: Vec<u8>,
    written: Vec<u8>,
    full: bool,
    rewritten: u32,
    aside: Vec<(Spoilt, Vec<u8>)>,
}

/// A disk that a test holds a second handle on.
#[derive(Clone, Default)]
struct FakeDisk(Arc<Mutex<Platter>>);

impl FakeDisk {
    fn open(&self, max_bytes: u64) -> Result<Journal, JournalError> {
        Journal::on(Box::new(self.clone()), max_bytes, 256 << 10, Path::new("journal"))
    }

    /// The machine dies; of what was not synced, so many bytes are there by chance.
    fn crash(&self, by_chance: usize) {
        let mut platter = self.0.lock().unwrap();
        let end = platter.written.len().min(platter.synced.len() + by_chance);
        platter.synced = platter.written[..end.max(platter.synced.len().min(platter.written.len()))].to_vec();
        platter.written = platter.synced.clone();
    }

    fn set_full(&self, full: bool) {
        self.0.lock().unwrap().full = full;
    }

    fn length(&self) -> usize {
        self.0.lock().unwrap().written.len()
    }
}

impl Disk for FakeDisk {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        Ok(self.0.lock().unwrap().written.clone())
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        platter.written.truncate(offset as usize);
        // To cut something off takes no room.
        if platter.full && !bytes.is_empty() {
            platter.written.extend(&bytes[..bytes.len() / 2]);
            return Err(io::ErrorKind::StorageFull.into());
        }
        platter.written.extend(bytes);
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        platter.synced = platter.written.clone();
        Ok(())
    }

    fn replace(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        if platter.full {
            return Err(io::ErrorKind::StorageFull.into());
        }
        platter.written = bytes.to_vec();
        platter.synced = bytes.to_vec();
        platter.rewritten += 1;
        Ok(())
    }

    fn set_aside(&mut self, what: Spoilt, bytes: &[u8]) -> io::Result<()> {
        if self.0.lock().unwrap().full {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.lock().unwrap().aside.push((what, bytes.to_vec()));
        Ok(())
    }
}

const ROOM: u64 = 1 << 20;

fn id() -> MinionId {
    "web1".parse().unwrap()
}

fn job(number: u32) -> Arc<Job> {
    Arc::new(Job {
        jid: format!("2026112009300{number:07}").parse().unwrap(),
        target: TargetSpec { kind: TargetKind::Glob, expression: "*".into(), delimiter: ":".into() },
        calls: vec![Call { function: "test.ping".into(), arguments: Default::default() }],
        user: "root".into(),
        expires: 100,
        nodegroups: Dict::new(),
    })
}

fn result(job: &Job, value: impl Into<Value>) -> Arc<Return> {
    Arc::new(Return {
        jid: job.jid,
        id: id(),
        function: "test.ping".into(),
        value: value.into(),
        retcode: 0,
        success: true,
        out: None,
        failures: Vec::new(),
        lost: false,
    })
}

fn offered(job: &Arc<Job>) -> Event {
    Event::Offered { job: Arc::clone(job), bytes: 200, now: 50 }
}

/// What was done, in short.
fn shown(actions: &[Action]) -> String {
    let word = |action: &Action| match action {
        Action::Accept(_) => "accept".to_owned(),
        Action::Refuse(_, reason) => format!("refuse: {reason}"),
        Action::Queue(_) => "queue".into(),
        Action::Run(_) => "run".into(),
        Action::Wait(_) => "wait".into(),
        Action::Owe(result) if result.lost => "owe lost".into(),
        Action::Owe(result) => format!("owe {}", result.value),
        Action::Settled(_) => "settled".into(),
    };
    actions.iter().map(word).collect::<Vec<_>>().join(", ")
}

#[test]
fn after_a_crash_each_job_is_where_it_was() {
    let job = job(1);
    let jid = job.jid;
    let steps = [
        (offered(&job), "accept, queue"),
        (Event::Due { jid }, "run"),
        (Event::Ended { result: result(&job, true) }, "owe True"),
        (Event::Acknowledged { jid }, "settled"),
    ];
    let over = "refuse: the job has been run and its result acknowledged";
    let check = |done: usize, by_chance: usize, resumed: &str, again: &str| {
        let disk = FakeDisk::default();
        let mut journal = disk.open(ROOM).unwrap();
        for (event, expected) in &steps[..done] {
            assert_eq!(shown(&journal.take(event.clone())), *expected);
        }
        disk.crash(by_chance);
        let mut journal = disk.open(ROOM).unwrap();
        assert_eq!(shown(&journal.resume(&id())), resumed, "after {done} steps");
        assert_eq!(shown(&journal.take(offered(&job))), again, "after {done} steps");
    };
    check(0, 0, "", "accept, queue");
    check(1, 0, "queue", "accept");
    check(2, 0, "owe lost", "owe lost");
    check(3, 0, "owe True", "owe True");
    // The acknowledgement is not synced: it may be lost, torn, or there.
    check(4, 0, "owe True", "owe True");
    check(4, 7, "owe True", "owe True");
    check(4, 10_000, "", over);
}

#[test]
fn a_result_comes_once_and_only_for_a_job_that_was_taken() {
    let (known, stranger) = (job(1), job(2));
    let disk = FakeDisk::default();
    let mut journal = disk.open(ROOM).unwrap();
    let check = |journal: &mut Journal, event: Event, expected: &str| {
        assert_eq!(shown(&journal.take(event)), expected);
    };
    check(&mut journal, Event::Ended { result: result(&stranger, 1) }, "");
    check(&mut journal, Event::Due { jid: stranger.jid }, "");
    check(&mut journal, Event::Acknowledged { jid: stranger.jid }, "");
    check(&mut journal, offered(&known), "accept, queue");
    check(&mut journal, offered(&known), "accept");
    check(&mut journal, Event::Acknowledged { jid: known.jid }, "");
    check(&mut journal, Event::Due { jid: known.jid }, "run");
    check(&mut journal, Event::Due { jid: known.jid }, "");
    check(&mut journal, Event::Ended { result: result(&known, 1) }, "owe 1");
    check(&mut journal, Event::Ended { result: result(&known, 2) }, "");
    assert_eq!(journal.holding(), [known.jid]);
    check(&mut journal, Event::Acknowledged { jid: known.jid }, "settled");
    check(&mut journal, Event::Acknowledged { jid: known.jid }, "");
    assert_eq!(journal.holding(), []);
}

#[test]
fn a_full_journal_takes_no_jobs_and_keeps_every_result() {
    let disk = FakeDisk::default();
    let mut journal = disk.open(1000).unwrap();
    let first = job(1);
    journal.take(offered(&first));
    journal.take(Event::Due { jid: first.jid });
    assert_eq!(shown(&journal.take(Event::Ended { result: result(&first, "x".repeat(5000)) })).len(), 5004);
    let reason = "refuse: the minion's journal is full (`journal_max_bytes` is 1000): too many results wait to be acknowledged";
    assert_eq!(shown(&journal.take(offered(&job(2)))), reason);
    journal.take(Event::Acknowledged { jid: first.jid });
    assert_eq!(shown(&journal.take(offered(&job(2)))), "accept, queue");
}

#[test]
fn on_a_full_disk_jobs_are_refused_and_results_are_kept_later() {
    let disk = FakeDisk::default();
    let mut journal = disk.open(ROOM).unwrap();
    let (first, second) = (job(1), job(2));
    journal.take(offered(&first));
    journal.take(offered(&second));
    journal.take(Event::Due { jid: first.jid });
    disk.set_full(true);
    let actions = shown(&journal.take(offered(&job(3))));
    assert!(actions.starts_with("refuse: the minion could not write its journal: "), "{actions}");
    assert_eq!(shown(&journal.take(Event::Due { jid: second.jid })), "wait");
    assert_eq!(shown(&journal.take(Event::Ended { result: result(&first, 1) })), "owe 1");
    assert_eq!((shown(&journal.take(Event::Tick)), journal.is_behind()), (String::new(), true));
    disk.set_full(false);
    assert_eq!((shown(&journal.take(Event::Tick)), journal.is_behind()), (String::new(), false));
    assert_eq!(shown(&journal.take(Event::Due { jid: second.jid })), "run");
    disk.crash(0);
    assert_eq!(shown(&disk.open(ROOM).unwrap().resume(&id())), "owe 1, owe lost");
}

#[test]
fn what_is_settled_takes_no_room_and_is_still_remembered() {
    let disk = FakeDisk::default();
    let mut journal = disk.open(ROOM).unwrap();
    for number in 0..300 {
        let job = job(number);
        journal.take(offered(&job));
        journal.take(Event::Due { jid: job.jid });
        journal.take(Event::Ended { result: result(&job, "x".repeat(4000)) });
        journal.take(Event::Acknowledged { jid: job.jid });
    }
    assert!(disk.length() < 400 << 10, "{} bytes", disk.length());
    let mut journal = disk.open(ROOM).unwrap();
    assert_eq!(shown(&journal.resume(&id())), "");
    assert!((0..300).all(|number| shown(&journal.take(offered(&job(number)))).starts_with("refuse")));
}

#[test]
fn many_results_that_found_no_room_are_not_written_again_and_again() {
    let disk = FakeDisk::default();
    let mut journal = disk.open(ROOM).unwrap();
    let jobs: Vec<Arc<Job>> = (0..1200).map(job).collect();
    for job in &jobs {
        journal.take(offered(job));
        journal.take(Event::Due { jid: job.jid });
    }
    disk.set_full(true);
    for job in &jobs {
        journal.take(Event::Ended { result: result(job, "x".repeat(1000)) });
    }
    disk.set_full(false);
    while journal.is_behind() {
        journal.take(Event::Tick);
    }
    assert_eq!(shown(&disk.open(ROOM).unwrap().resume(&id())).matches("owe").count(), jobs.len());
    assert!(disk.0.lock().unwrap().rewritten < 5, "{} times", disk.0.lock().unwrap().rewritten);
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// All that a master and an executor saw of a minion, through its crashes.
#[derive(Default)]
struct Witness {
    accepted: BTreeSet<Jid>,
    ran: BTreeSet<Jid>,
    owed: BTreeMap<Jid, Arc<Return>>,
    acknowledged: BTreeSet<Jid>,
}

impl Witness {
    fn see(&mut self, actions: Vec<Action>, seed: u64) {
        for action in actions {
            match action {
                Action::Accept(jid) => drop(self.accepted.insert(jid)),
                Action::Run(job) => assert!(self.ran.insert(job.jid), "{} ran twice, seed {seed}", job.jid),
                Action::Owe(result) => {
                    let before = self.owed.insert(result.jid, Arc::clone(&result));
                    assert!(before.is_none_or(|before| before == result), "another result, seed {seed}");
                }
                Action::Refuse(jid, _) => assert!(self.acknowledged.contains(&jid), "seed {seed}"),
                _ => {}
            }
        }
    }
}

#[test]
fn no_schedule_of_crashes_loses_a_job_or_runs_one_twice() {
    for seed in 0..300 {
        let mut dice = Dice(seed);
        let disk = FakeDisk::default();
        let mut journal = disk.open(ROOM).unwrap();
        let mut witness = Witness::default();
        for _ in 0..80 {
            let job = job(dice.roll(6) as u32);
            let jid = job.jid;
            let event = match dice.roll(6) {
                0 | 1 => offered(&job),
                2 => Event::Due { jid },
                3 if witness.ran.contains(&jid) => {
                    Event::Ended { result: result(&job, dice.roll(1000).to_string()) }
                }
                4 if witness.owed.contains_key(&jid) => {
                    witness.acknowledged.insert(jid);
                    Event::Acknowledged { jid }
                }
                5 => {
                    disk.crash(dice.roll(200) as usize);
                    journal = disk.open(ROOM).unwrap();
                    witness.see(journal.resume(&id()), seed);
                    continue;
                }
                _ => continue,
            };
            witness.see(journal.take(event), seed);
        }
        let held = journal.holding();
        for jid in &witness.accepted {
            assert!(held.contains(jid) || witness.acknowledged.contains(jid), "{jid} is gone, seed {seed}");
        }
    }
}
