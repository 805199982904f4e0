//! The made-up machine, asked.

use std::{
    ffi::OsString,
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
    time::SystemTime,
};

use halite_states::host::{Command, CommandError, Group, Output, Probe, Stat, User};

use super::{Content, Machine, path};
use crate::host::accounts;

impl Probe for Machine {
    fn query(&self, command: &Command) -> Result<Output, CommandError> {
        self.ask(command)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.lock_disk().read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(Cursor::new(self.read(path)?)))
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.lock_disk().stat(path, true)
    }

    fn lstat(&self, path: &Path) -> io::Result<Stat> {
        self.lock_disk().stat(path, false)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        self.lock_disk().list(path)
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        let disk = self.lock_disk();
        let place = path::resolve(&disk, path, false)?;
        match disk.get(&place).map(|node| &node.content) {
            None => Err(io::ErrorKind::NotFound.into()),
            Some(Content::Link(target)) => Ok(target.clone()),
            Some(_) => Err(io::ErrorKind::InvalidInput.into()),
        }
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
        self.lock_env().get(name).cloned()
    }

    fn env_all(&self) -> Vec<(String, String)> {
        self.lock_env().clone().into_iter().collect()
    }

    fn which(&self, program: &str) -> Option<PathBuf> {
        self.has_program(program).then(|| Path::new("/usr/bin").join(program))
    }

    fn now(&self) -> SystemTime {
        self.lock_disk().now
    }
}
