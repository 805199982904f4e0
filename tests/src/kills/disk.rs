//! A small disk that can be filled: a tmpfs, which needs root.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

/// A tmpfs of 4 MiB.
pub(crate) struct SmallDisk {
    path: PathBuf,
}

impl SmallDisk {
    /// Mounts one, if this user may.
    pub(crate) fn mount(path: &Path) -> Option<SmallDisk> {
        fs::create_dir_all(path).expect("a folder can be made");
        let options = ["-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs"];
        let mounted = Command::new("mount").args(options).arg(path).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| SmallDisk { path: path.into() })
    }

    /// Takes all the room there is.
    pub(crate) fn fill(&self) {
        let Ok(mut file) = File::create(self.path.join("filler")) else { return };
        for size in [64 << 10, 1 << 10, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    /// Gives the room back.
    pub(crate) fn empty(&self) {
        let _ = fs::remove_file(self.path.join("filler"));
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a minion may be about to end.
        let _ = Command::new("umount").arg("-l").arg(&self.path).output();
    }
}
