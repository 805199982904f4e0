//! `cargo xtask hostile`: the hostile suites with large floods and an optimised master, and their figures.

use std::{path::Path, process::Command};

use crate::shell;

/// How many times as large the floods are as in an ordinary test run.
const FLOODS: &str = "10";

/// Runs the suites one trial after the other, so that figures are of one flood alone. `--floods N` chooses their size.
pub(crate) fn run(words: &[&str]) -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask lies in no workspace")?;
    let floods = match words {
        [] => FLOODS,
        ["--floods", count] => count,
        _ => return Err("usage: cargo xtask hostile [--floods N]".to_owned()),
    };
    shell::run("cargo", &["build", "--release", "--bin", "halite"])?;
    let status = Command::new("cargo")
        .args(["test", "--package", "halite-tests", "--test", "hostile", "--", "--test-threads=1"])
        .current_dir(root)
        .env("HALITE_BIN", root.join("target/release/halite"))
        .env("HALITE_FLOODS", floods)
        .status()
        .map_err(|error| format!("could not run cargo: {error}"))?;
    if status.success() {
        Ok("hostile: nothing was gained".to_owned())
    } else {
        Err("hostile: see above".to_owned())
    }
}
