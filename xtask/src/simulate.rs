//! Plays seeded schedules of a master and several minions. The simulator is a program of its own, so that what checks the
//! house need not link the house.

use std::process::Command;

/// Optimised, with every check on.
const MANY: &str = "simulation";
/// What the tests have built already.
const FEW: &str = "dev";

pub(crate) fn run(words: &[&str]) -> Result<String, String> {
    let profile = if words.contains(&"--seeds") { MANY } else { FEW };
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--profile", profile, "--package", "halite-simulation", "--"])
        .args(words)
        .status()
        .map_err(|error| format!("could not run cargo: {error}"))?;
    if status.success() {
        Ok("simulate: every invariant holds".into())
    } else {
        Err("simulate: not as it should be".into())
    }
}
