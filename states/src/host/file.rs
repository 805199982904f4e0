//! What lies at a path, and how a file is to be written.

use std::time::SystemTime;

/// What sort of thing lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Directory,
    /// A symbolic link (from `lstat` only).
    Symlink,
    /// A named pipe.
    Fifo,
    /// A socket.
    Socket,
    /// A character device.
    CharDevice,
    /// A block device.
    BlockDevice,
}

/// What `stat` tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    /// The sort of thing.
    pub kind: FileKind,
    /// Permission bits with set-id and sticky, such as `0o644`.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Bytes.
    pub size: u64,
    /// Inode.
    pub inode: u64,
    /// Device that holds it.
    pub device: u64,
    /// Device that it is, for device files.
    pub rdev: u64,
    /// Hard links.
    pub links: u64,
    /// Last access.
    pub accessed: SystemTime,
    /// Last change of content.
    pub modified: SystemTime,
    /// Last change of the inode.
    pub changed: SystemTime,
}

/// Owner and mode of a file that is written; `None` keeps what is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Permission bits.
    pub mode: Option<u32>,
    /// Owner.
    pub uid: Option<u32>,
    /// Group.
    pub gid: Option<u32>,
}
