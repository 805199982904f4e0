//! The simulator's command line: `cargo xtask simulate`.

use std::{
    process::ExitCode,
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use halite_simulation::{Bug, Crowd, Stage, Summary};

const USAGE: &str = "\
usage: cargo xtask simulate OPTIONS

  --seed N          plays one seed and prints what happens, event by event
  --seeds COUNT     plays so many seeds, from a fresh base
  --from BASE       … from this one
  --jobs THREADS    … on so many threads (all cores)
  --ci              a number that takes seconds, from a fresh base
  --bug NAME        puts a bug in on purpose: skip-dedup, ack-before-fsync, forget-lost";

/// How many seeds `--ci` plays.
const CI: u64 = 1000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

/// Plays what is asked for; false if something went wrong.
fn run(words: &[String]) -> Result<bool, String> {
    let (mut seed, mut seeds, mut from, mut bug) = (None, None, None, None);
    let mut threads = thread::available_parallelism().map_or(1, usize::from);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} wants a value\n\n{USAGE}"));
        let number = |text: &String| text.parse::<u64>().map_err(|_| format!("{word}: {text} is no number"));
        match word.as_str() {
            "--seed" => seed = Some(number(value()?)?),
            "--seeds" => seeds = Some(number(value()?)?),
            "--from" => from = Some(number(value()?)?),
            "--jobs" => threads = usize::try_from(number(value()?)?).unwrap_or(1),
            "--ci" => seeds = Some(CI),
            "--bug" => bug = Some(named(value()?)?),
            _ => return Err(USAGE.into()),
        }
    }
    match (seed, seeds) {
        (Some(seed), None) => tell(seed, bug),
        (None, Some(seeds)) => {
            let crowd = Crowd { from: from.unwrap_or_else(fresh), seeds, threads, bug };
            let summary = crowd.play().map_err(|error| format!("could not play: {error}"))?;
            Ok(report(&crowd, &summary))
        }
        _ => Err(USAGE.into()),
    }
}

fn named(name: &String) -> Result<Bug, String> {
    let found = Bug::ALL.iter().find(|(known, _)| known == name);
    found.map(|(_, bug)| *bug).ok_or_else(|| format!("no bug is called {name}\n\n{USAGE}"))
}

/// A base that no run had before.
fn fresh() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or_default()
}

fn tell(seed: u64, bug: Option<Bug>) -> Result<bool, String> {
    let stage = Stage::build().map_err(|error| format!("could not play: {error}"))?;
    let outcome = stage.tell(seed, bug);
    outcome.story.iter().for_each(|line| println!("{line}"));
    println!("seed {seed}: {} events, {} jobs, {} runs", outcome.events, outcome.jobs, outcome.runs);
    match &outcome.violation {
        Some(what) => println!("VIOLATION: {what}"),
        None => println!("every invariant holds"),
    }
    Ok(outcome.violation.is_none())
}

fn report(crowd: &Crowd, summary: &Summary) -> bool {
    let Summary { seeds, events, jobs, runs, ends, violations, took } = summary;
    let seconds = took.as_secs_f64();
    let each = seconds * 1e6 / (*seeds).max(1) as f64;
    println!(
        "{seeds} seeds from {} in {seconds:.1} s ({each:.0} µs each on {} threads): {events} events, {jobs} jobs, \
         {runs} runs; {} violations",
        crowd.from,
        crowd.threads,
        violations.len()
    );
    let ends: Vec<String> = ends.iter().map(|(name, count)| format!("{count} {name}")).collect();
    println!("ends: {}", ends.join(", "));
    let bug = crowd.bug.and_then(|bug| Bug::ALL.iter().find(|(_, known)| *known == bug));
    let bug = bug.map_or(String::new(), |(name, _)| format!(" --bug {name}"));
    for (seed, what) in violations {
        println!("seed {seed}: {what}\n  cargo xtask simulate --seed {seed}{bug}");
    }
    // One story is enough to begin with.
    if let (Some((seed, _)), None, Ok(stage)) = (violations.first(), crowd.bug, Stage::build()) {
        stage.tell(*seed, None).story.iter().for_each(|line| println!("{line}"));
    }
    violations.is_empty()
}
