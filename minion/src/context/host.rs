//! The machine as one job sees it: what the job starts can be found and ended, and a job that was ended does nothing more.

use std::{
    ffi::OsString,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use halite_common::id::Jid;
use halite_modules::host::Machine;
use halite_states::host::{Command, CommandError, Group, Host, Output, Probe, Stat, User, WriteOptions};

use rustix::process::{Pid, Signal, kill_process};

use super::Job;

/// The variable that marks a job's processes.
const MARK: &str = "HALITE_JOB";

/// The machine as one job sees it.
pub(super) struct JobHost<'a> {
    machine: &'a Machine,
    job: &'a Job,
}

impl<'a> JobHost<'a> {
    pub(super) fn new(machine: &'a Machine, job: &'a Job) -> JobHost<'a> {
        JobHost { machine, job }
    }

    fn ended(&self) -> io::Result<()> {
        match self.job.cancelled() {
            Some(signal) => Err(io::Error::other(format!("the job was ended by signal {signal}"))),
            None => Ok(()),
        }
    }

    fn marked(&self, command: &Command) -> Result<Command, CommandError> {
        self.ended().map_err(|source| CommandError::Io { line: command.line(), source })?;
        Ok(match self.job.jid {
            Some(jid) => command.clone().env(MARK, jid.as_str()),
            None => command.clone(),
        })
    }
}

/// Every process that carries the job's mark, grandchildren too.
pub(crate) fn processes(jid: Jid) -> Vec<Pid> {
    let mark = format!("{MARK}={jid}");
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
        if environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes()) {
            let name = entry.file_name();
            found.extend(name.to_str().and_then(|name| name.parse().ok()).and_then(Pid::from_raw));
        }
    }
    found.sort_by_key(|pid| pid.as_raw_nonzero());
    found
}

/// Signals every process of a job, and gives their ids.
pub(super) fn end_processes(jid: Jid, signal: i32) -> Vec<u32> {
    let Some(signal) = Signal::from_named_raw(signal) else { return Vec::new() };
    let processes = processes(jid);
    for pid in &processes {
        // It may have ended in the meantime.
        let _ = kill_process(*pid, signal);
    }
    processes.iter().map(|pid| pid.as_raw_nonzero().get().unsigned_abs()).collect()
}

impl Probe for JobHost<'_> {
    fn query(&self, command: &Command) -> Result<Output, CommandError> {
        self.machine.query(&self.marked(command)?)
    }
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.machine.read(path)
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        self.machine.open(path)
    }
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.machine.stat(path)
    }
    fn lstat(&self, path: &Path) -> io::Result<Stat> {
        self.machine.lstat(path)
    }
    fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        self.machine.list(path)
    }
    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        self.machine.read_link(path)
    }
    fn user(&self, name_or_uid: &str) -> io::Result<Option<User>> {
        self.machine.user(name_or_uid)
    }
    fn group(&self, name_or_gid: &str) -> io::Result<Option<Group>> {
        self.machine.group(name_or_gid)
    }
    fn users(&self) -> io::Result<Vec<User>> {
        self.machine.users()
    }
    fn groups(&self) -> io::Result<Vec<Group>> {
        self.machine.groups()
    }
    fn env(&self, name: &str) -> Option<String> {
        self.machine.env(name)
    }
    fn env_all(&self) -> Vec<(String, String)> {
        self.machine.env_all()
    }
    fn which(&self, program: &str) -> Option<PathBuf> {
        self.machine.which(program)
    }
    fn now(&self) -> SystemTime {
        self.machine.now()
    }
}

impl Host for JobHost<'_> {
    fn run(&self, command: &Command) -> Result<Output, CommandError> {
        self.machine.run(&self.marked(command)?)
    }
    fn write(&self, path: &Path, content: &[u8], options: &WriteOptions) -> io::Result<()> {
        self.ended()?;
        self.machine.write(path, content, options)
    }
    fn copy(&self, from: &Path, to: &Path, options: &WriteOptions) -> io::Result<()> {
        self.ended()?;
        self.machine.copy(from, to, options)
    }
    fn create_dir(&self, path: &Path, mode: Option<u32>) -> io::Result<()> {
        self.ended()?;
        self.machine.create_dir(path, mode)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.ended()?;
        self.machine.remove_file(path)
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.ended()?;
        self.machine.remove_dir(path)
    }
    fn remove_tree(&self, path: &Path) -> io::Result<()> {
        self.ended()?;
        self.machine.remove_tree(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.ended()?;
        self.machine.rename(from, to)
    }
    fn symlink(&self, target: &Path, link: &Path) -> io::Result<()> {
        self.ended()?;
        self.machine.symlink(target, link)
    }
    fn hard_link(&self, target: &Path, link: &Path) -> io::Result<()> {
        self.ended()?;
        self.machine.hard_link(target, link)
    }
    fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()> {
        self.ended()?;
        self.machine.set_mode(path, mode)
    }
    fn set_owner(&self, path: &Path, uid: Option<u32>, gid: Option<u32>, follow: bool) -> io::Result<()> {
        self.ended()?;
        self.machine.set_owner(path, uid, gid, follow)
    }
    fn set_times(&self, path: &Path, accessed: SystemTime, modified: SystemTime) -> io::Result<()> {
        self.ended()?;
        self.machine.set_times(path, accessed, modified)
    }
    fn set_env(&self, name: &str, value: Option<&str>) {
        self.machine.set_env(name, value);
    }
    fn sleep(&self, duration: Duration) {
        self.job.sleep(duration);
    }
    fn as_probe(&self) -> &dyn Probe {
        self
    }
}
