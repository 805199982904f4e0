//! Kills real daemons of a release build while jobs stream through them. The program lies in `tests`, whose house it lives in.

use std::process::Command;

use crate::shell;

/// Runs `kills` or `soak`.
pub(crate) fn run(program: &str, words: &[&str]) -> Result<String, String> {
    shell::run("cargo", &["build", "--quiet", "--release", "--bin", "halite"])?;
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--package", "halite-tests", "--bin", program, "--"])
        .args(words)
        .env("HALITE_BIN", concat!(env!("CARGO_MANIFEST_DIR"), "/../target/release/halite"))
        .status()
        .map_err(|error| format!("could not run cargo: {error}"))?;
    match status.success() {
        true => Ok(format!("{program}: done")),
        false => Err(format!("{program}: not as it should be")),
    }
}
