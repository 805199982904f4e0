//! Processes that belong together, wherever they went: found by a variable that they were handed, and by parentage.

use std::{collections::HashMap, fs};

use rustix::process::{Pid, Signal, kill_process};

/// A process, told from a later one with the same number by when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process {
    pid: Pid,
    parent: i32,
    /// In ticks since the system booted.
    started: u64,
}

impl Process {
    /// Its number.
    pub fn id(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// Signals it, unless it has ended.
    pub fn signal(&self, signal: Signal) {
        if self.is_there() {
            // It may end in this very moment.
            let _ = kill_process(self.pid, signal);
        }
    }

    /// Whether it has not ended.
    pub fn is_there(&self) -> bool {
        look(self.pid).is_some_and(|now| now.started == self.started)
    }
}

/// The processes that carry `NAME=value` in their environment or are `root`, and all that descend from these, by number.
/// Who left its parents and its environment behind is not among them, nor are we.
pub fn family(variable: &str, root: Option<u32>) -> Vec<Process> {
    let own = i32::try_from(std::process::id()).unwrap_or(0);
    let mut found: Vec<Process> = Vec::new();
    let mut children: HashMap<i32, Vec<Process>> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()).and_then(Pid::from_raw) else {
            continue;
        };
        let Some(process) = look(pid).filter(|_| pid.as_raw_nonzero().get() != own) else { continue };
        let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
        let marked = environment.split(|byte| *byte == 0).any(|given| given == variable.as_bytes());
        if marked || Some(process.id()) == root {
            found.push(process);
        }
        children.entry(process.parent).or_default().push(process);
    }
    let mut next = 0;
    while let Some(parent) = found.get(next).map(|process| process.pid.as_raw_nonzero().get()) {
        for child in children.remove(&parent).unwrap_or_default() {
            if !found.contains(&child) {
                found.push(child);
            }
        }
        next += 1;
    }
    found.sort_by_key(Process::id);
    found
}

/// A process that has not ended; those that only wait to be taken leave of have.
fn look(pid: Pid) -> Option<Process> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    parse(pid, &stat)
}

/// `PID (name) state parent …`, in which the name may hold anything.
fn parse(pid: Pid, stat: &str) -> Option<Process> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    let [state, parent] = fields.get(..2)? else { return None };
    if matches!(*state, "Z" | "X") {
        return None;
    }
    Some(Process { pid, parent: parent.parse().ok()?, started: fields.get(19)?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use rustix::process::Pid;

    use super::{family, parse};

    #[test]
    fn the_kernels_line_is_read() {
        let pid = Pid::from_raw(7).unwrap();
        let line = "7 (a) b) S 3 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 12345 0 0";
        let process = parse(pid, line).unwrap();
        assert_eq!((process.id(), process.parent, process.started), (7, 3, 12345));
        for line in [&line.replace(" S ", " Z "), "7 (a) S 3", ""] {
            assert_eq!(parse(pid, line), None, "{line}");
        }
    }

    #[test]
    fn children_are_found_by_their_mark_and_by_their_parents() {
        let mark = format!("HALITE_TEST_FAMILY={}", std::process::id());
        let (name, value) = mark.split_once('=').unwrap();
        let line = "env -i sleep 1000 & echo; wait";
        let mut child = std::process::Command::new("sh")
            .args(["-c", line])
            .env(name, value)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // It has written something, so the other one has been started.
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut [0]).unwrap();
        let found = family(&mark, None);
        let ids: Vec<u32> = found.iter().map(super::Process::id).collect();
        assert!(ids.len() == 2 && ids.contains(&child.id()), "{ids:?}");
        assert_eq!(family("HALITE_TEST_FAMILY=nobody", Some(child.id())), found);
        found.iter().for_each(|process| process.signal(rustix::process::Signal::KILL));
        child.wait().unwrap();
        assert!(!found.iter().any(|process| process.id() == child.id() && process.is_there()));
    }
}
