//! The made-up machine, changed. Every change is noted.

use std::{
    io,
    path::Path,
    time::{Duration, SystemTime},
};

use halite_states::host::{Command, CommandError, Host, Output, Probe, WriteOptions};

use super::{Content, Machine};

impl Host for Machine {
    fn run(&self, command: &Command) -> Result<Output, CommandError> {
        self.act(command)
    }

    fn write(&self, path: &Path, content: &[u8], options: &WriteOptions) -> io::Result<()> {
        self.note(format!("write {}", path.display()));
        self.lock_disk().write(path, content.to_vec(), options)
    }

    fn copy(&self, from: &Path, to: &Path, options: &WriteOptions) -> io::Result<()> {
        let content = self.read(from)?;
        self.write(to, &content, options)
    }

    fn create_dir(&self, path: &Path, mode: Option<u32>) -> io::Result<()> {
        self.note(format!("mkdir {}", path.display()));
        self.lock_disk().create(path, Content::Directory, mode.unwrap_or(0o755))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.note(format!("remove {}", path.display()));
        let mut disk = self.lock_disk();
        match disk.stat(path, false)?.kind {
            halite_states::host::FileKind::Directory => Err(io::ErrorKind::IsADirectory.into()),
            _ => disk.remove(path).map(drop),
        }
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.note(format!("rmdir {}", path.display()));
        let mut disk = self.lock_disk();
        match disk.list(path)?.is_empty() {
            true => disk.remove(path).map(drop),
            false => Err(io::ErrorKind::DirectoryNotEmpty.into()),
        }
    }

    fn remove_tree(&self, path: &Path) -> io::Result<()> {
        self.note(format!("remove {}", path.display()));
        self.lock_disk().remove_tree(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.note(format!("rename {} {}", from.display(), to.display()));
        self.lock_disk().rename(from, to)
    }

    fn symlink(&self, target: &Path, link: &Path) -> io::Result<()> {
        self.note(format!("symlink {} {}", target.display(), link.display()));
        self.lock_disk().create(link, Content::Link(target.into()), 0o777)
    }

    fn hard_link(&self, target: &Path, link: &Path) -> io::Result<()> {
        self.note(format!("link {} {}", target.display(), link.display()));
        let mut disk = self.lock_disk();
        // One content for two names is more than tests need; a copy looks the same.
        let (content, mode) = disk.node(target).map(|node| (node.content.clone(), node.mode))?;
        disk.create(link, content, mode)
    }

    fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()> {
        self.note(format!("chmod {mode:o} {}", path.display()));
        self.lock_disk().node_mut(path, true)?.mode = mode;
        Ok(())
    }

    fn set_owner(&self, path: &Path, uid: Option<u32>, gid: Option<u32>, follow: bool) -> io::Result<()> {
        let shown = |id: Option<u32>| id.map(|id| id.to_string()).unwrap_or_default();
        self.note(format!("chown {}:{} {}", shown(uid), shown(gid), path.display()));
        let mut disk = self.lock_disk();
        let node = disk.node_mut(path, follow)?;
        node.uid = uid.unwrap_or(node.uid);
        node.gid = gid.unwrap_or(node.gid);
        Ok(())
    }

    fn set_times(&self, path: &Path, accessed: SystemTime, modified: SystemTime) -> io::Result<()> {
        self.note(format!("touch {}", path.display()));
        let mut disk = self.lock_disk();
        let node = disk.node_mut(path, true)?;
        (node.accessed, node.modified) = (accessed, modified);
        Ok(())
    }

    fn set_env(&self, name: &str, value: Option<&str>) {
        self.note(format!("env {name}={}", value.unwrap_or_default()));
        match value {
            Some(value) => self.lock_env().insert(name.into(), value.into()),
            None => self.lock_env().remove(name),
        };
    }

    fn sleep(&self, duration: Duration) {
        self.lock_disk().now += duration;
    }

    fn as_probe(&self) -> &dyn Probe {
        self
    }
}
