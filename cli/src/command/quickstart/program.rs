//! Halite's own programs, started as children and ended with us.

use std::{
    fs::File,
    path::Path,
    process::{Child, Command, Stdio},
};

use halite_common::{
    failure::{Failure, Kind},
    value::Value,
};
use rustix::process::{Pid, Signal, kill_process};

use super::could_not;

/// A daemon that ends when this is dropped.
pub(super) struct Daemon(Child);

/// Starts `halite ROLE` with the configuration of a folder; it logs into `ROLE.log` there.
pub(super) fn start(role: &str, dir: &Path) -> Result<Daemon, Failure> {
    let log =
        File::create(dir.join(format!("{role}.log"))).map_err(|error| could_not("make a log", &error))?;
    halite(dir, &[role])?
        .args(["--log-level", "info"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .map(Daemon)
        .map_err(|error| could_not(&format!("start the {role}"), &error))
}

/// Runs a command that prints JSON, and reads it.
pub(super) fn json(dir: &Path, words: &[&str]) -> Result<Value, Failure> {
    let output = halite(dir, &words[..1])?
        .args(&words[1..])
        .args(["--static", "--out=json"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| could_not("run halite", &error))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Value::from_json(&text).map_err(|error| {
        Failure::new(Kind::Function, format!("`halite {}` gave no result: {error}", words.join(" ")))
    })
}

fn halite(dir: &Path, command: &[&str]) -> Result<Command, Failure> {
    let program = std::env::current_exe().map_err(|error| could_not("find this program", &error))?;
    let mut halite = Command::new(program);
    halite.args(command).arg("--config-dir").arg(dir);
    Ok(halite)
}

impl Daemon {
    /// Tells whether it has ended by itself.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if self.has_ended() {
            return;
        }
        if let Some(pid) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) {
            // It may have ended in between, which is what is wanted.
            let _ = kill_process(pid, Signal::TERM);
        }
        let _ = self.0.wait();
    }
}
