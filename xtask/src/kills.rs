//! Kills real daemons of a release build while jobs stream through them. The program lies in `tests`, whose house it lives in.

use std::process::Command;

use crate::shell;

pub(crate) fn run(words: &[&str]) -> Result<String, String> {
    shell::run("cargo", &["build", "--quiet", "--release", "--bin", "halite"])?;
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--package", "halite-tests", "--bin", "kills", "--"])
        .args(words)
        .env("HALITE_BIN", concat!(env!("CARGO_MANIFEST_DIR"), "/../target/release/halite"))
        .status()
        .map_err(|error| format!("could not run cargo: {error}"))?;
    match status.success() {
        true => Ok("kills: nothing lost, doubled or unnamed".into()),
        false => Err("kills: not as it should be".into()),
    }
}
