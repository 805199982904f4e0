//! The one file under the journal.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rustix::fs::{FlockOperation, flock};

use super::JournalError;

/// A file that can lose what was not synced.
pub trait Disk: Send {
    /// All there is.
    fn read(&mut self) -> io::Result<Vec<u8>>;
    /// Writes at an offset and cuts off what follows; on disk only after `sync`.
    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Brings what was written to disk.
    fn sync(&mut self) -> io::Result<()>;
    /// Puts other content in the place of all there is: on disk wholly, or not at all.
    fn replace(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Keeps a copy of spoilt content for people to look at.
    fn set_aside(&mut self, what: Spoilt, bytes: &[u8]) -> io::Result<()>;
}

/// What is wrong with content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoilt {
    /// Its end was not written wholly. A later copy takes the place of an earlier one.
    Torn,
    /// It is not what was written. The first few copies stay.
    Damaged,
}

/// Names of copies of damaged content.
const DAMAGED: [&str; 4] = ["journal.damaged", "journal.damaged.1", "journal.damaged.2", "journal.damaged.3"];

/// The real file, mode 0600 in a folder of mode 0700, locked against other processes.
pub(super) struct RealDisk {
    folder: PathBuf,
    file: File,
    /// Whether the file stands under another name until the folder is synced.
    renamed: bool,
    _lock: File,
}

impl RealDisk {
    /// Whether there is no journal, or an empty one, in a folder.
    pub(super) fn is_blank(folder: &Path) -> bool {
        fs::metadata(folder.join("journal")).map_or(true, |about| about.len() == 0)
    }

    pub(super) fn open(folder: &Path) -> Result<RealDisk, JournalError> {
        let failed = |act| move |source| JournalError::Io { act, path: folder.join("journal"), source };
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed("create"))?;
        let lock = options().open(folder.join("lock")).map_err(failed("lock"))?;
        if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            return Err(JournalError::InUse { path: folder.join("journal") });
        }
        let file = options().open(folder.join("journal")).map_err(failed("open"))?;
        let disk = RealDisk { folder: folder.to_owned(), file, renamed: false, _lock: lock };
        disk.sync_folder().map_err(failed("create"))?;
        Ok(disk)
    }

    fn sync_folder(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).mode(0o600);
    options
}

impl Disk for RealDisk {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.set_len(offset)?;
        self.file.write_all_at(bytes, offset)
    }

    fn sync(&mut self) -> io::Result<()> {
        if self.renamed {
            self.sync_folder()?;
            self.renamed = false;
        }
        self.file.sync_data()
    }

    fn replace(&mut self, bytes: &[u8]) -> io::Result<()> {
        let temporary = self.folder.join("journal.new");
        let mut file = options().truncate(true).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, self.folder.join("journal"))?;
        // Should the folder not be synced now, the old file has the same to say; later records wait for it.
        self.file = file;
        self.renamed = self.sync_folder().is_err();
        Ok(())
    }

    fn set_aside(&mut self, what: Spoilt, bytes: &[u8]) -> io::Result<()> {
        if what == Spoilt::Torn {
            return options().truncate(true).open(self.folder.join("journal.torn"))?.write_all(bytes);
        }
        for path in DAMAGED.map(|name| self.folder.join(name)) {
            let written = match options().create_new(true).open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                opened => opened.and_then(|mut file| file.write_all(bytes)),
            };
            // Half a copy would only take the place of another.
            return written.inspect_err(|_| drop(fs::remove_file(&path)));
        }
        Err(io::Error::other(format!("there are {} already, which stay", DAMAGED.len())))
    }
}
