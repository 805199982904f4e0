//! Kills real daemons while jobs stream through them, and counts what became of every job: `cargo xtask kills`.

use std::process::ExitCode;

use halite_tests::kills::{Plan, run};

const USAGE: &str = "\
usage: cargo xtask kills [--count N] [--minions N] [--seed N]

  --count N    how many kills, stops, cuts and full disks (10000)
  --minions N  how many minions (6)
  --seed N     which troubles, in which order (1)";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match plan(&words) {
        Ok(plan) => {
            let tally = run(&plan);
            println!("{tally}");
            if tally.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn plan(words: &[String]) -> Result<Plan, String> {
    let mut plan = Plan { count: 10_000, minions: 6, seed: 1 };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let value = words.next().and_then(|value| value.parse::<u32>().ok());
        let value = value.ok_or_else(|| format!("{word} wants a number\n\n{USAGE}"))?;
        match word.as_str() {
            "--count" => plan.count = value,
            "--minions" => plan.minions = value.max(1),
            "--seed" => plan.seed = value.into(),
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(plan)
}
