//! The machine as one job sees it: what the job starts can be found and ended, and a job that was ended does nothing more.

use std::{
    ffi::OsString,
    io::{self, Read},
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use halite_common::id::Jid;
use halite_modules::host::{Machine, Process, family};
use halite_states::host::{
    Command, CommandError, Group, Host, HttpReply, HttpRequest, Output, Probe, Stat, User, WriteOptions,
};
use rustix::process::Signal;

use super::{Job, Watch};

/// The variable that marks a job's processes.
const MARK: &str = "HALITE_JOB";
/// How long the processes of a job that was ended may take to follow.
const GRACE: Duration = Duration::from_secs(2);
/// How often that is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The machine as one job sees it.
pub(super) struct JobHost<'a> {
    machine: &'a Machine,
    job: &'a Job,
    watch: &'a Watch,
}

impl<'a> JobHost<'a> {
    pub(super) fn new(machine: &'a Machine, job: &'a Job, watch: &'a Watch) -> JobHost<'a> {
        JobHost { machine, job, watch }
    }

    /// The machine for a look at a path.
    fn at(&self, verb: &str, path: &Path) -> io::Result<&'a Machine> {
        self.watch.look_at(verb, path)?;
        Ok(self.machine)
    }

    /// The machine for a change at a path, unless the job was ended.
    fn changing(&self, path: &Path) -> io::Result<&'a Machine> {
        // A change is one wherever it is, the file server's files included.
        self.watch.look(|| format!("changes {}", path.display()))?;
        match self.job.cancelled() {
            Some(signal) => Err(ended(signal)),
            None => Ok(self.machine),
        }
    }

    /// The machine for a look at something that is no file; `None` where there is no machine.
    fn of(&self, what: impl FnOnce() -> String) -> Option<&'a Machine> {
        self.watch.look(what).ok().map(|()| self.machine)
    }

    fn starting(&self, command: &Command) -> Result<Command, CommandError> {
        let failed = |source| CommandError::Io { line: command.line(), source };
        self.watch.look(|| format!("runs `{}`", command.line())).map_err(failed)?;
        if let Some(signal) = self.job.cancelled() {
            return Err(failed(ended(signal)));
        }
        Ok(match self.job.jid {
            Some(jid) => command.clone().env(MARK, mark(jid)),
            None => command.clone(),
        })
    }
}

fn ended(signal: i32) -> io::Error {
    io::Error::other(format!("the job was ended by signal {signal}"))
}

/// Another minion on this host may run the same job.
fn mark(jid: Jid) -> String {
    format!("{jid}.{}", std::process::id())
}

/// Every process of a job, grandchildren too.
fn processes(jid: Jid) -> Vec<Process> {
    family(&format!("{MARK}={}", mark(jid)), None)
}

/// Signals every process of a job, and gives their ids.
pub(crate) fn signal_processes(jid: Jid, signal: i32) -> Vec<u32> {
    let processes = processes(jid);
    // 0 only asks whether there are any.
    if let Some(signal) = Signal::from_named_raw(signal) {
        processes.iter().for_each(|process| process.signal(signal));
    }
    processes.iter().map(Process::id).collect()
}

/// Waits until no process of a job is left, and kills those that stay.
pub(crate) fn clear_processes(jid: Jid) {
    let start = Instant::now();
    loop {
        let left = processes(jid);
        let waited = start.elapsed();
        // What even a kill does not end waits for the kernel.
        if left.is_empty() || waited > 2 * GRACE {
            return;
        }
        if waited > GRACE {
            left.iter().for_each(|process| process.signal(Signal::KILL));
        }
        std::thread::sleep(LOOK_AGAIN);
    }
}

impl Probe for JobHost<'_> {
    fn query(&self, command: &Command) -> Result<Output, CommandError> {
        self.machine.query(&self.starting(command)?)
    }
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.at("reads", path)?.read(path)
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        self.at("reads", path)?.open(path)
    }
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.at("looks at", path)?.stat(path)
    }
    fn lstat(&self, path: &Path) -> io::Result<Stat> {
        self.at("looks at", path)?.lstat(path)
    }
    fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        self.at("lists", path)?.list(path)
    }
    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        self.at("reads the link", path)?.read_link(path)
    }
    fn user(&self, name_or_uid: &str) -> io::Result<Option<User>> {
        self.watch.look(|| format!("looks for user {name_or_uid}"))?;
        self.machine.user(name_or_uid)
    }
    fn group(&self, name_or_gid: &str) -> io::Result<Option<Group>> {
        self.watch.look(|| format!("looks for group {name_or_gid}"))?;
        self.machine.group(name_or_gid)
    }
    fn users(&self) -> io::Result<Vec<User>> {
        self.watch.look(|| "lists the users".into())?;
        self.machine.users()
    }
    fn groups(&self) -> io::Result<Vec<Group>> {
        self.watch.look(|| "lists the groups".into())?;
        self.machine.groups()
    }
    fn env(&self, name: &str) -> Option<String> {
        self.of(|| format!("looks at the environment variable {name}"))?.env(name)
    }
    fn env_all(&self) -> Vec<(String, String)> {
        self.of(|| "lists the environment variables".into()).map(Machine::env_all).unwrap_or_default()
    }
    fn which(&self, program: &str) -> Option<PathBuf> {
        self.of(|| format!("looks for the program {program}"))?.which(program)
    }
    fn now(&self) -> SystemTime {
        self.of(|| "asks for the time".into()).map_or(SystemTime::UNIX_EPOCH, Machine::now)
    }
    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        self.watch.look(|| format!("asks for the address of {host}"))?;
        self.machine.resolve(host)
    }
    fn connect(&self, to: SocketAddr, timeout: Duration) -> io::Result<()> {
        self.watch.look(|| format!("connects to {to}"))?;
        self.machine.connect(to, timeout)
    }
}

impl Host for JobHost<'_> {
    fn request(&self, request: &HttpRequest) -> io::Result<HttpReply> {
        self.watch.look(|| format!("asks {}", request.url))?;
        self.machine.request(request)
    }
    fn run(&self, command: &Command) -> Result<Output, CommandError> {
        self.machine.run(&self.starting(command)?)
    }
    fn write(&self, path: &Path, content: &[u8], options: &WriteOptions) -> io::Result<()> {
        self.changing(path)?.write(path, content, options)
    }
    fn copy(&self, from: &Path, to: &Path, options: &WriteOptions) -> io::Result<()> {
        self.changing(to)?.copy(from, to, options)
    }
    fn create_dir(&self, path: &Path, mode: Option<u32>) -> io::Result<()> {
        self.changing(path)?.create_dir(path, mode)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.changing(path)?.remove_file(path)
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.changing(path)?.remove_dir(path)
    }
    fn remove_tree(&self, path: &Path) -> io::Result<()> {
        self.changing(path)?.remove_tree(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.changing(to)?.rename(from, to)
    }
    fn symlink(&self, target: &Path, link: &Path) -> io::Result<()> {
        self.changing(link)?.symlink(target, link)
    }
    fn hard_link(&self, target: &Path, link: &Path) -> io::Result<()> {
        self.changing(link)?.hard_link(target, link)
    }
    fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()> {
        self.changing(path)?.set_mode(path, mode)
    }
    fn set_owner(&self, path: &Path, uid: Option<u32>, gid: Option<u32>, follow: bool) -> io::Result<()> {
        self.changing(path)?.set_owner(path, uid, gid, follow)
    }
    fn set_times(&self, path: &Path, accessed: SystemTime, modified: SystemTime) -> io::Result<()> {
        self.changing(path)?.set_times(path, accessed, modified)
    }
    fn set_env(&self, name: &str, value: Option<&str>) {
        if let Some(machine) = self.of(|| format!("sets the environment variable {name}")) {
            machine.set_env(name, value);
        }
    }
    fn set_umask(&self, mask: u32) -> u32 {
        self.of(|| "sets the mask for new files".into()).map_or(mask, |machine| machine.set_umask(mask))
    }
    fn sleep(&self, duration: Duration) {
        if self.of(|| "waits".into()).is_some() {
            self.job.sleep(duration);
        }
    }
    fn as_probe(&self) -> &dyn Probe {
        self
    }
}
