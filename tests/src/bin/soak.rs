//! Lets jobs stream while minions come and go, then while the master does, and shows what the daemons cost: `cargo xtask soak`.

use std::{process::ExitCode, time::Duration};

use halite_tests::kills::soak;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let minutes = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Some(60),
        ["--minutes", minutes] => minutes.parse::<u64>().ok(),
        _ => None,
    };
    let Some(minutes) = minutes else {
        eprintln!(
            "usage: cargo xtask soak [--minutes N]\n\n  --minutes N  how long, half of it for each side (60)"
        );
        return ExitCode::from(2);
    };
    let soaked = soak(Duration::from_secs(minutes * 60));
    println!("{soaked}");
    if soaked.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
