//! Many seeds, on all cores.

use std::{
    collections::BTreeMap,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{Bug, Outcome, Stage};

/// Seeds that a thread takes at once.
const PORTION: u64 = 64;
/// After so many violations nobody needs more.
const ENOUGH: usize = 10;

/// Many seeds.
#[derive(Clone, Copy, Debug)]
pub struct Crowd {
    /// The first seed.
    pub from: u64,
    /// How many there are.
    pub seeds: u64,
    /// On how many threads.
    pub threads: usize,
    /// A bug that is put in on purpose.
    pub bug: Option<Bug>,
}

/// What came of many seeds.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// How many were played.
    pub seeds: u64,
    /// How many events there were in all.
    pub events: u64,
    /// How many jobs were stored.
    pub jobs: u64,
    /// How many functions ran.
    pub runs: u64,
    /// What targets ended with, as in [`Outcome::ends`].
    pub ends: BTreeMap<String, u64>,
    /// The seeds that went wrong, and how; the smallest first.
    pub violations: Vec<(u64, String)>,
    /// How long it took.
    pub took: Duration,
}

impl Crowd {
    /// Plays all seeds, or until enough have gone wrong.
    pub fn play(&self) -> io::Result<Summary> {
        let (next, total, begun) = (AtomicU64::new(0), Mutex::new(Summary::default()), Instant::now());
        thread::scope(|scope| {
            let worker = || self.work(&next, &total);
            let workers: Vec<_> = (0..self.threads.max(1)).map(|_| scope.spawn(worker)).collect();
            workers.into_iter().try_for_each(|worker| worker.join().expect("a worker catches panics"))
        })?;
        let mut total = total.into_inner().unwrap_or_else(PoisonError::into_inner);
        total.violations.sort();
        total.took = begun.elapsed();
        Ok(total)
    }

    fn work(&self, next: &AtomicU64, total: &Mutex<Summary>) -> io::Result<()> {
        let mut stage = Stage::build()?;
        loop {
            let first = next.fetch_add(PORTION, Ordering::Relaxed);
            if first >= self.seeds {
                return Ok(());
            }
            let mut part = Summary::default();
            for number in first..(first + PORTION).min(self.seeds) {
                let seed = self.from.wrapping_add(number);
                let played = catch_unwind(AssertUnwindSafe(|| stage.play(seed, self.bug)));
                if played.is_err() {
                    stage = Stage::build()?;
                }
                part.add(seed, played.unwrap_or_else(|panic| panicked(&*panic)));
            }
            let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
            total.join(part);
            if total.violations.len() >= ENOUGH {
                return Ok(());
            }
        }
    }
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Outcome {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    Outcome { violation: Some(format!("panicked: {}", text.unwrap_or_default())), ..Outcome::default() }
}

impl Summary {
    fn add(&mut self, seed: u64, outcome: Outcome) {
        self.seeds += 1;
        self.events += outcome.events;
        self.jobs += outcome.jobs;
        self.runs += outcome.runs;
        self.add_ends(outcome.ends);
        self.violations.extend(outcome.violation.map(|what| (seed, what)));
    }

    fn join(&mut self, other: Summary) {
        self.seeds += other.seeds;
        self.events += other.events;
        self.jobs += other.jobs;
        self.runs += other.runs;
        self.add_ends(other.ends);
        self.violations.extend(other.violations);
    }

    fn add_ends(&mut self, ends: BTreeMap<String, u64>) {
        ends.into_iter().for_each(|(name, count)| *self.ends.entry(name).or_default() += count);
    }
}
