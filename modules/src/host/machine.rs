//! [`Machine`]: the machine we run on. Only joins the rooms beside it.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs,
    io::{self, Read},
    net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use halite_states::host::{
    Command, CommandError, Group, Host, HttpReply, HttpRequest, Output, Probe, Stat, User, WriteOptions,
};

use super::{accounts, disk, process};

/// The machine we run on.
///
/// Variables set through [`Host::set_env`] are kept here and handed to commands: the environment of a process with threads cannot be
/// changed safely.
#[derive(Debug, Default)]
pub struct Machine {
    env: Mutex<BTreeMap<String, Option<String>>>,
}

impl Machine {
    /// The machine we run on.
    pub fn new() -> Machine {
        Machine::default()
    }

    fn overlay(&self) -> BTreeMap<String, Option<String>> {
        self.env.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The environment that commands inherit.
    pub(super) fn variables(&self) -> BTreeMap<OsString, OsString> {
        let mut all: BTreeMap<OsString, OsString> = std::env::vars_os().collect();
        for (name, value) in self.overlay() {
            match value {
                Some(value) => all.insert(name.into(), value.into()),
                None => all.remove(OsStr::new(&name)),
            };
        }
        all
    }

    fn execute(&self, command: &Command) -> Result<Output, CommandError> {
        let identity = process::Identity::find(command, self)?;
        process::execute(command, identity.as_ref(), self)
    }
}

impl Probe for Machine {
    fn query(&self, command: &Command) -> Result<Output, CommandError> {
        self.execute(command)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(fs::File::open(path)?))
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        Ok(disk::stat(&fs::metadata(path)?))
    }

    fn lstat(&self, path: &Path) -> io::Result<Stat> {
        Ok(disk::stat(&fs::symlink_metadata(path)?))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        let mut names =
            fs::read_dir(path)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        fs::read_link(path)
    }

    fn user(&self, name_or_uid: &str) -> io::Result<Option<User>> {
        accounts::user(self, name_or_uid)
    }

    fn group(&self, name_or_gid: &str) -> io::Result<Option<Group>> {
        accounts::group(self, name_or_gid)
    }

    fn users(&self) -> io::Result<Vec<User>> {
        accounts::users(self)
    }

    fn groups(&self) -> io::Result<Vec<Group>> {
        accounts::groups(self)
    }

    fn env(&self, name: &str) -> Option<String> {
        match self.overlay().remove(name) {
            Some(value) => value,
            None => std::env::var(name).ok(),
        }
    }

    fn env_all(&self) -> Vec<(String, String)> {
        let text = |word: OsString| word.to_string_lossy().into_owned();
        self.variables().into_iter().map(|(name, value)| (text(name), text(value))).collect()
    }

    fn which(&self, program: &str) -> Option<PathBuf> {
        process::which(program, &self.env("PATH").unwrap_or_else(|| process::DEFAULT_PATH.into()))
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok((host, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
    }

    fn connect(&self, to: SocketAddr, timeout: Duration) -> io::Result<()> {
        TcpStream::connect_timeout(&to, timeout).map(drop)
    }
}

impl Host for Machine {
    fn request(&self, request: &HttpRequest) -> io::Result<HttpReply> {
        crate::download::request(request).map_err(io::Error::other)
    }

    fn run(&self, command: &Command) -> Result<Output, CommandError> {
        self.execute(command)
    }

    fn write(&self, path: &Path, mut content: &[u8], options: &WriteOptions) -> io::Result<()> {
        disk::replace(path, &mut content, options)
    }

    fn copy(&self, from: &Path, to: &Path, options: &WriteOptions) -> io::Result<()> {
        disk::replace(to, &mut fs::File::open(from)?, options)
    }

    fn create_dir(&self, path: &Path, mode: Option<u32>) -> io::Result<()> {
        fs::DirBuilder::new().mode(mode.unwrap_or(0o777)).create(path)?;
        // The mask is taken off at creation; what was asked for is meant as it is.
        mode.map_or(Ok(()), |mode| self.set_mode(path, mode))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn remove_tree(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        disk::rename(from, to)
    }

    fn symlink(&self, target: &Path, link: &Path) -> io::Result<()> {
        std::os::unix::fs::symlink(target, link)
    }

    fn hard_link(&self, target: &Path, link: &Path) -> io::Result<()> {
        fs::hard_link(target, link)
    }

    fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()> {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
    }

    fn set_owner(&self, path: &Path, uid: Option<u32>, gid: Option<u32>, follow: bool) -> io::Result<()> {
        let set = if follow { std::os::unix::fs::chown } else { std::os::unix::fs::lchown };
        set(path, uid, gid)
    }

    fn set_times(&self, path: &Path, accessed: SystemTime, modified: SystemTime) -> io::Result<()> {
        disk::set_times(path, accessed, modified)
    }

    fn set_env(&self, name: &str, value: Option<&str>) {
        self.env
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.to_owned(), value.map(str::to_owned));
    }

    fn set_umask(&self, mask: u32) -> u32 {
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(mask)).as_raw_mode()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    fn as_probe(&self) -> &dyn Probe {
        self
    }
}
