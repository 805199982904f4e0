//! Programs of this machine.

use std::process::{Command, Stdio};

/// What a program left.
pub(crate) struct Output {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a program to its end, whatever comes of it.
pub(crate) fn output(program: &str, words: &[&str]) -> Result<Output, String> {
    let output = Command::new(program).args(words).stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("could not run {program}: {error}"))?;
    Ok(Output {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Runs a program that must succeed; gives its standard output.
pub(crate) fn run(program: &str, words: &[&str]) -> Result<String, String> {
    let output = output(program, words)?;
    if output.code == 0 {
        return Ok(output.stdout);
    }
    let said = if output.stderr.trim().is_empty() { &output.stdout } else { &output.stderr };
    Err(format!("`{program} {}` ended with {}: {}", words.join(" "), output.code, said.trim()))
}

/// Tells whether a program is there.
pub(crate) fn has(program: &str) -> bool {
    output("sh", &["-c", &format!("command -v {program}")]).is_ok_and(|output| output.code == 0)
}

/// Installs a Debian package whose program is missing.
pub(crate) fn need(program: &str, package: &str) -> Result<(), String> {
    if has(program) {
        return Ok(());
    }
    run("apt-get", &["update", "-qq"])?;
    run("apt-get", &["install", "-y", "-qq", "--no-install-recommends", package]).map(drop)
}
