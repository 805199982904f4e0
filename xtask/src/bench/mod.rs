//! `cargo xtask bench`: whole commands beside the real Salt's, in alternation on the same machine.
//!
//! A measurement, no test: it prints a table and judges nothing.

mod house;
mod timing;

use std::path::Path;

use self::{
    house::{Halite, Salt},
    timing::alternate,
};
use crate::{salt, shell};

/// Runs of each command, after one that is not counted.
const RUNS: usize = 20;

/// Times the commands and prints the table.
pub(crate) fn run(words: &[&str]) -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask lies in no workspace")?;
    shell::run("cargo", &["build", "--release", "--bin", "halite"])?;
    let salt_bin = salt::programs(root, words)?;
    let dir = shell::run("mktemp", &["-d"])?;
    let halite = Halite::start(&root.join("target/release/halite"), &Path::new(dir.trim()).join("halite"))?;
    let salt = Salt::start(&salt_bin, &Path::new(dir.trim()).join("salt"))?;

    let mut table = vec!["| command | Halite | Salt | ratio |".to_owned(), "|---|---|---|---|".to_owned()];
    let mut row = |what: &str, ours: Vec<String>, theirs: Vec<String>| -> Result<(), String> {
        let (ours, theirs) = alternate(&ours, &theirs, RUNS)?;
        let ratio = theirs / ours;
        table.push(format!("| {what} | {:.1} ms | {:.0} ms | {ratio:.0} |", ours * 1e3, theirs * 1e3));
        Ok(())
    };
    row("call --local test.ping", halite.call(&["test.ping"]), salt.call(&["test.ping"]))?;
    row("call --local grains.items", halite.call(&["grains.items"]), salt.call(&["grains.items"]))?;
    row(
        "'*' test.ping, one minion on loopback",
        halite.salt(&["*", "test.ping"]),
        salt.salt(&["*", "test.ping"]),
    )?;
    drop((halite, salt));
    let _ = std::fs::remove_dir_all(dir.trim());
    Ok(format!(
        "medians of {RUNS} runs in alternation, wall time of the whole command\n\n{}",
        table.join("\n")
    ))
}
