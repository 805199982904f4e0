//! The door to the machine: reading goes through [`Probe`], changing through [`Host`].
//!
//! Only the traits and their nouns stand here; the real machine is in `modules/host`.

mod account;
mod command;
mod file;
mod http;
mod probe;

use std::{
    io,
    path::Path,
    time::{Duration, SystemTime},
};

pub use account::{Group, User};
pub use command::{Command, CommandError, Output, Program};
pub use file::{FileKind, Stat, WriteOptions};
pub use http::{HttpReply, HttpRequest};
pub use probe::Probe;

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
    /// Asks a web server; what it says is an answer, whatever its status.
    fn request(&self, _request: &HttpRequest) -> io::Result<HttpReply> {
        Err(io::ErrorKind::Unsupported.into())
    }
    /// Waits.
    fn sleep(&self, duration: Duration);
    /// Narrows this handle to reading.
    fn as_probe(&self) -> &dyn Probe;
}
