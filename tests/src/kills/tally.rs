//! What became of every job.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::Arc,
    time::Duration,
};

use serde_json::Value;

use crate::House;

/// What became of every job on every target.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How often which trouble was made.
    pub troubles: BTreeMap<&'static str, u32>,
    /// How long it took.
    pub took: Duration,
    /// Jobs that the master has stored.
    pub jobs: u32,
    /// Targets that have run the job.
    pub runs: u32,
    /// Results that the master has stored.
    pub results: u32,
    /// Targets that ran a job twice.
    pub doubles: u32,
    /// Targets that ran a job whose master has neither its result nor says that the run was broken off.
    pub lost: u32,
    /// Targets that are in no final state.
    pub unnamed: u32,
    /// Results of targets that never ran the job.
    pub made_up: u32,
    /// How many targets are in which state.
    pub states: BTreeMap<String, u32>,
}

impl Tally {
    /// Whether nothing was lost, doubled, unnamed or made up.
    pub fn is_clean(&self) -> bool {
        self.doubles + self.lost + self.unnamed + self.made_up == 0 && self.results > 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: u32 = self.troubles.values().sum();
        writeln!(f, "{all} troubles in {} s:", self.took.as_secs())?;
        for (name, count) in &self.troubles {
            writeln!(f, "  {count:6} {name}")?;
        }
        writeln!(f, "targets by state:")?;
        for (name, count) in &self.states {
            writeln!(f, "  {count:6} {name}")?;
        }
        let Tally { jobs, runs, results, doubles, lost, unnamed, made_up, .. } = self;
        write!(
            f,
            "jobs {jobs}, runs {runs}, results {results}, doubles {doubles}, lost {lost}, unnamed {unnamed}, made up {made_up}"
        )
    }
}

/// Asks the master about every job, and holds it against what has run.
pub(crate) fn count(house: Arc<House>) -> Tally {
    let mut ran: HashMap<(String, String), u32> = HashMap::new();
    for line in house.read("ran").lines() {
        if let Some((token, id)) = line.split_once(' ') {
            *ran.entry((token.to_owned(), id.to_owned())).or_default() += 1;
        }
    }
    let mut tally = Tally {
        runs: u32::try_from(ran.len()).unwrap_or(u32::MAX),
        doubles: ran.values().map(|count| count - 1).sum(),
        ..Tally::default()
    };
    let jobs = house.json(&["run", "jobs.list_jobs"]);
    for (jid, job) in jobs.as_object().into_iter().flatten() {
        let Some(token) = token(job) else { continue };
        tally.jobs += 1;
        let job = house.json(&["run", "jobs.list_job", jid]);
        for (id, state) in job["States"].as_object().into_iter().flatten() {
            let state = state.as_str().unwrap_or("without a name");
            *tally.states.entry(state.to_owned()).or_default() += 1;
            let has_run = ran.remove(&(token.clone(), id.clone())).is_some();
            let has_result = matches!(state, "done" | "failed") && !job["Result"][id].is_null();
            match state {
                "waiting" | "queued" | "sent" | "accepted" | "running" | "without a name" => {
                    tally.unnamed += 1
                }
                // An operator may have ended it before it wrote its line, or before it began.
                "failed" if job["Result"][id]["return"].as_str().is_some_and(|it| it.starts_with(ENDED)) => {}
                "done" | "failed" if !has_run => {
                    eprintln!("{jid} {id}: {state}, and it never ran: {}", job["Result"][id]);
                    tally.made_up += 1;
                }
                // The run was broken off with its minion, and is said to be.
                "lost" => {}
                _ if has_run && !has_result => {
                    eprintln!("{jid} {id}: it ran, and is {state}");
                    tally.lost += 1;
                }
                _ => {}
            }
            tally.results += u32::from(has_result);
        }
    }
    // What has run and is in no job of the master's.
    tally.lost += u32::try_from(ran.len()).unwrap_or(u32::MAX);
    tally
}

/// What a job returns that an operator has ended.
const ENDED: &str = "The job was ended";

/// The word by which a job is known.
fn token(job: &Value) -> Option<String> {
    job["Arguments"].as_array()?.iter().find_map(|it| it["env"]["TOKEN"].as_str()).map(str::to_owned)
}
