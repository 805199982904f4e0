//! What a process has at one moment.

use std::{
    fs,
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::Path,
};

#[derive(Clone, Debug)]
pub(crate) struct Cost {
    /// kB of memory.
    pub(crate) resident: u64,
    pub(crate) threads: u64,
    pub(crate) files: u64,
    /// What the master's `/metrics` has; a minion tells nobody.
    pub(crate) tasks: Option<u64>,
}

impl Cost {
    pub(crate) fn of(pid: u32) -> Option<Cost> {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let files = fs::read_dir(format!("/proc/{pid}/fd")).ok()?.count() as u64;
        Some(Cost {
            resident: number(&status, "VmRSS:")?,
            threads: number(&status, "Threads:")?,
            files,
            tasks: None,
        })
    }

    pub(crate) fn of_master(pid: u32, socket: &Path) -> Option<Cost> {
        let tasks = metrics(socket).and_then(|text| number(&text, "halite_tasks "));
        Cost::of(pid).map(|cost| Cost { tasks, ..cost })
    }
}

/// The number behind a name at the beginning of a line.
fn number(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

fn metrics(socket: &Path) -> Option<String> {
    let mut stream = UnixStream::connect(socket).ok()?;
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    Some(text)
}
