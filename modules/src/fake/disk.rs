//! A disk in memory.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use halite_states::host::{FileKind, Stat, WriteOptions};

use super::path;

/// What lies at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A file and its bytes.
    File(Vec<u8>),
    /// A folder.
    Directory,
    /// A symbolic link and its target.
    Link(PathBuf),
}

/// A thing on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub content: Content,
    /// Permission bits.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Last access.
    pub accessed: SystemTime,
    /// Last change of content.
    pub modified: SystemTime,
}

/// All things on the disk, by absolute path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disk {
    nodes: BTreeMap<PathBuf, Node>,
    // Stands for the clock: things are made and changed at this time.
    pub(super) now: SystemTime,
}

impl Default for Disk {
    fn default() -> Disk {
        let mut disk = Disk {
            nodes: BTreeMap::new(),
            now: SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1 << 30),
        };
        for path in ["/", "/etc", "/tmp"] {
            disk.put(Path::new(path), Content::Directory, 0o755);
        }
        disk
    }
}

impl Disk {
    /// Puts a thing at a path, with the folders above it.
    pub fn place(&mut self, path: &Path, content: Content, mode: u32) {
        let above: Vec<PathBuf> = path.ancestors().skip(1).map(Path::to_path_buf).collect();
        for folder in above.into_iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
            if !self.nodes.contains_key(&folder) {
                self.put(&folder, Content::Directory, 0o755);
            }
        }
        self.put(path, content, mode);
    }

    /// The thing at a path, links not followed.
    pub fn get(&self, path: &Path) -> Option<&Node> {
        self.nodes.get(path)
    }

    /// The thing at a path, to be changed, links not followed.
    pub fn get_mut(&mut self, path: &Path) -> Option<&mut Node> {
        self.nodes.get_mut(path)
    }

    /// Every path and what lies there.
    pub fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Node)> {
        self.nodes.iter()
    }

    fn put(&mut self, path: &Path, content: Content, mode: u32) {
        let node = Node { content, mode, uid: 0, gid: 0, accessed: self.now, modified: self.now };
        self.nodes.insert(path.to_path_buf(), node);
    }

    pub(super) fn stat(&self, path: &Path, follow: bool) -> io::Result<Stat> {
        let path = path::resolve(self, path, follow)?;
        let node = self.nodes.get(&path).ok_or(io::ErrorKind::NotFound)?;
        let (kind, size) = match &node.content {
            Content::File(bytes) => (FileKind::File, bytes.len()),
            Content::Directory => (FileKind::Directory, 4096),
            Content::Link(target) => (FileKind::Symlink, target.as_os_str().len()),
        };
        let inode = self.nodes.range(..path).count() + 2;
        Ok(Stat {
            kind,
            mode: node.mode,
            uid: node.uid,
            gid: node.gid,
            size: size as u64,
            inode: inode as u64,
            device: 1,
            rdev: 0,
            links: 1,
            accessed: node.accessed,
            modified: node.modified,
            changed: node.modified,
        })
    }

    pub(super) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match &self.node(path)?.content {
            Content::File(bytes) => Ok(bytes.clone()),
            _ => Err(io::ErrorKind::IsADirectory.into()),
        }
    }

    pub(super) fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        let path = path::resolve(self, path, true)?;
        match self.nodes.get(&path).map(|node| &node.content) {
            None => Err(io::ErrorKind::NotFound.into()),
            Some(Content::Directory) => {
                let inside = self.nodes.keys().filter(|known| known.parent() == Some(&path));
                Ok(inside.filter_map(|path| path.file_name().map(ToOwned::to_owned)).collect())
            }
            Some(_) => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub(super) fn write(&mut self, path: &Path, bytes: Vec<u8>, options: &WriteOptions) -> io::Result<()> {
        let path = path::resolve(self, path, true)?;
        self.parent(&path)?;
        match self.nodes.get_mut(&path) {
            None => self.put(&path, Content::File(bytes), 0o644),
            Some(Node { content: Content::Directory, .. }) => return Err(io::ErrorKind::IsADirectory.into()),
            Some(node) => {
                node.content = Content::File(bytes);
                node.modified = self.now;
            }
        }
        if let Some(node) = self.nodes.get_mut(&path) {
            node.mode = options.mode.unwrap_or(node.mode);
            node.uid = options.uid.unwrap_or(node.uid);
            node.gid = options.gid.unwrap_or(node.gid);
        }
        Ok(())
    }

    pub(super) fn create(&mut self, path: &Path, content: Content, mode: u32) -> io::Result<()> {
        let path = path::resolve(self, path, false)?;
        self.parent(&path)?;
        if self.nodes.contains_key(&path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.put(&path, content, mode);
        Ok(())
    }

    pub(super) fn remove(&mut self, path: &Path) -> io::Result<Node> {
        let path = path::resolve(self, path, false)?;
        self.nodes.remove(&path).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    pub(super) fn remove_tree(&mut self, path: &Path) -> io::Result<()> {
        let path = path::resolve(self, path, false)?;
        self.nodes.get(&path).ok_or(io::ErrorKind::NotFound)?;
        self.nodes.retain(|known, _| !known.starts_with(&path));
        Ok(())
    }

    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let (from, to) = (path::resolve(self, from, false)?, path::resolve(self, to, false)?);
        self.parent(&to)?;
        self.nodes.get(&from).ok_or(io::ErrorKind::NotFound)?;
        self.nodes.retain(|known, _| !known.starts_with(&to));
        let moved: Vec<PathBuf> =
            self.nodes.keys().filter(|known| known.starts_with(&from)).cloned().collect();
        for old in moved {
            let new = old.strip_prefix(&from).map_or_else(|_| to.clone(), |rest| joined(&to, rest));
            if let Some(node) = self.nodes.remove(&old) {
                self.nodes.insert(new, node);
            }
        }
        Ok(())
    }

    pub(super) fn node(&self, path: &Path) -> io::Result<&Node> {
        let path = path::resolve(self, path, true)?;
        self.nodes.get(&path).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    pub(super) fn node_mut(&mut self, path: &Path, follow: bool) -> io::Result<&mut Node> {
        let path = path::resolve(self, path, follow)?;
        self.nodes.get_mut(&path).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn parent(&self, path: &Path) -> io::Result<()> {
        match path.parent().and_then(|parent| self.nodes.get(parent)).map(|node| &node.content) {
            Some(Content::Directory) => Ok(()),
            Some(_) => Err(io::ErrorKind::NotADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

fn joined(to: &Path, rest: &Path) -> PathBuf {
    if rest.as_os_str().is_empty() { to.to_path_buf() } else { to.join(rest) }
}
