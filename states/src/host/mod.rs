//! The door to the machine: reading goes through [`Probe`], changing through [`Host`].
//!
//! Only the traits and their nouns stand here; the real machine is in `modules/host`.

mod account;
mod command;
mod file;

use std::{
    ffi::OsString,
    io::{self, Read},
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

pub use account::{Group, User};
pub use command::{Command, CommandError, Output, Program};
pub use file::{FileKind, Stat, WriteOptions};

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

/// Changes the machine.
pub trait Host: Probe {
    /// Runs a command that changes something.
    fn run(&self, command: &Command) -> Result<Output, CommandError>;
    /// Replaces a file at once: written beside it, owner and mode set, then renamed over it.
    ///
    /// What `options` leaves open is kept from the old file.
    fn write(&self, path: &Path, content: &[u8], options: &WriteOptions) -> io::Result<()>;
    /// Replaces a file at once by the content of another.
    fn copy(&self, from: &Path, to: &Path, options: &WriteOptions) -> io::Result<()>;
    /// Makes one folder.
    fn create_dir(&self, path: &Path, mode: Option<u32>) -> io::Result<()>;
    /// Removes a file or a link.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder and all in it, following no link.
    fn remove_tree(&self, path: &Path) -> io::Result<()>;
    /// Renames.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes a symbolic link at `link` that points to `target`.
    fn symlink(&self, target: &Path, link: &Path) -> io::Result<()>;
    /// Makes a hard link.
    fn hard_link(&self, target: &Path, link: &Path) -> io::Result<()>;
    /// Sets the mode, links followed.
    fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()>;
    /// Sets owner and group, the link itself if it is one and `follow` is false.
    fn set_owner(&self, path: &Path, uid: Option<u32>, gid: Option<u32>, follow: bool) -> io::Result<()>;
    /// Sets access and modification time.
    fn set_times(&self, path: &Path, accessed: SystemTime, modified: SystemTime) -> io::Result<()>;
    /// Sets or removes an environment variable for the commands run from now on.
    fn set_env(&self, name: &str, value: Option<&str>);
    /// Sets the mask for the files and folders made from now on, and gives the one before.
    fn set_umask(&self, mask: u32) -> u32 {
        mask
    }
    /// Waits.
    fn sleep(&self, duration: Duration);
    /// Narrows this handle to reading.
    fn as_probe(&self) -> &dyn Probe;
}
