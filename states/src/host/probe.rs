//! Reading the machine.

use std::{
    ffi::OsString,
    io::{self, Read},
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use super::{Command, CommandError, FileKind, Group, Output, Stat, User};

/// Reads the machine. Cannot change it, so test mode cannot either.
pub trait Probe: Send + Sync {
    /// Runs a command that only asks.
    fn query(&self, command: &Command) -> Result<Output, CommandError>;
    /// The whole content of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// A reader, for files that may be large.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>>;
    /// What lies at a path, links followed. `NotFound` where nothing does.
    fn stat(&self, path: &Path) -> io::Result<Stat>;
    /// What lies at a path, the link itself if it is one.
    fn lstat(&self, path: &Path) -> io::Result<Stat>;
    /// Names in a folder, sorted.
    fn list(&self, path: &Path) -> io::Result<Vec<OsString>>;
    /// Where a symbolic link points.
    fn read_link(&self, path: &Path) -> io::Result<PathBuf>;
    /// A user by name or, as text, by number.
    fn user(&self, name_or_uid: &str) -> io::Result<Option<User>>;
    /// A group by name or, as text, by number.
    fn group(&self, name_or_gid: &str) -> io::Result<Option<Group>>;
    /// All users of the machine.
    fn users(&self) -> io::Result<Vec<User>>;
    /// All groups of the machine.
    fn groups(&self) -> io::Result<Vec<Group>>;
    /// An environment variable of this process.
    fn env(&self, name: &str) -> Option<String>;
    /// All environment variables of this process.
    fn env_all(&self) -> Vec<(String, String)>;
    /// The program of that name on the search path.
    fn which(&self, program: &str) -> Option<PathBuf>;
    /// The time.
    fn now(&self) -> SystemTime;
    /// The addresses of a host, by name or as text.
    fn resolve(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
        Err(io::ErrorKind::Unsupported.into())
    }
    /// Opens a TCP connection and closes it again.
    fn connect(&self, _to: SocketAddr, _timeout: Duration) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Tells whether something lies at a path, links followed.
    fn exists(&self, path: &Path) -> bool {
        self.stat(path).is_ok()
    }

    /// Tells whether a folder lies at a path, links followed.
    fn is_dir(&self, path: &Path) -> bool {
        self.stat(path).is_ok_and(|stat| stat.kind == FileKind::Directory)
    }

    /// Tells whether a regular file lies at a path, links followed.
    fn is_file(&self, path: &Path) -> bool {
        self.stat(path).is_ok_and(|stat| stat.kind == FileKind::File)
    }
}
