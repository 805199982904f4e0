//! A machine with nothing on it but `/`.

use std::{
    ffi::OsString,
    io::{self, ErrorKind, Read},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use halite_states::host::{
    Command, CommandError, FileKind, Group, Host, Output, Probe, Stat, User, WriteOptions,
};

/// The machine.
pub(crate) struct FakeHost;

fn nothing<T>() -> io::Result<T> {
    Err(ErrorKind::NotFound.into())
}

impl Probe for FakeHost {
    fn query(&self, command: &Command) -> Result<Output, CommandError> {
        Err(CommandError::NotFound(command.line()))
    }
    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        nothing()
    }
    fn open(&self, _: &Path) -> io::Result<Box<dyn Read>> {
        nothing()
    }
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        if path != Path::new("/") {
            return nothing();
        }
        let then = SystemTime::UNIX_EPOCH;
        Ok(Stat {
            kind: FileKind::Directory,
            mode: 0o755,
            uid: 0,
            gid: 0,
            size: 0,
            inode: 1,
            device: 1,
            rdev: 0,
            links: 1,
            accessed: then,
            modified: then,
            changed: then,
        })
    }
    fn lstat(&self, path: &Path) -> io::Result<Stat> {
        self.stat(path)
    }
    fn list(&self, _: &Path) -> io::Result<Vec<OsString>> {
        nothing()
    }
    fn read_link(&self, _: &Path) -> io::Result<PathBuf> {
        nothing()
    }
    fn user(&self, _: &str) -> io::Result<Option<User>> {
        Ok(None)
    }
    fn group(&self, _: &str) -> io::Result<Option<Group>> {
        Ok(None)
    }
    fn users(&self) -> io::Result<Vec<User>> {
        Ok(Vec::new())
    }
    fn groups(&self) -> io::Result<Vec<Group>> {
        Ok(Vec::new())
    }
    fn env(&self, _: &str) -> Option<String> {
        None
    }
    fn env_all(&self) -> Vec<(String, String)> {
        Vec::new()
    }
    fn which(&self, _: &str) -> Option<PathBuf> {
        None
    }
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }
}

impl Host for FakeHost {
    fn run(&self, command: &Command) -> Result<Output, CommandError> {
        self.query(command)
    }
    fn write(&self, _: &Path, _: &[u8], _: &WriteOptions) -> io::Result<()> {
        nothing()
    }
    fn copy(&self, _: &Path, _: &Path, _: &WriteOptions) -> io::Result<()> {
        nothing()
    }
    fn create_dir(&self, _: &Path, _: Option<u32>) -> io::Result<()> {
        nothing()
    }
    fn remove_file(&self, _: &Path) -> io::Result<()> {
        nothing()
    }
    fn remove_dir(&self, _: &Path) -> io::Result<()> {
        nothing()
    }
    fn remove_tree(&self, _: &Path) -> io::Result<()> {
        nothing()
    }
    fn rename(&self, _: &Path, _: &Path) -> io::Result<()> {
        nothing()
    }
    fn symlink(&self, _: &Path, _: &Path) -> io::Result<()> {
        nothing()
    }
    fn hard_link(&self, _: &Path, _: &Path) -> io::Result<()> {
        nothing()
    }
    fn set_mode(&self, _: &Path, _: u32) -> io::Result<()> {
        nothing()
    }
    fn set_owner(&self, _: &Path, _: Option<u32>, _: Option<u32>, _: bool) -> io::Result<()> {
        nothing()
    }
    fn set_times(&self, _: &Path, _: SystemTime, _: SystemTime) -> io::Result<()> {
        nothing()
    }
    fn set_env(&self, _: &str, _: Option<&str>) {}
    fn sleep(&self, _: Duration) {}
    fn as_probe(&self) -> &dyn Probe {
        self
    }
}
