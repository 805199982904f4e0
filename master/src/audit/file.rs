//! The file under the audit log: lines are added and brought to disk; what is written is never touched.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;

/// The file, open for adding.
pub(super) struct LogFile {
    path: PathBuf,
    file: File,
    /// Whether the last line may be torn: then the next one begins with a line break.
    torn: bool,
}

impl LogFile {
    /// Opens the file, or makes it: mode 0600, in a folder of mode 0700 if that has to be made too. A file that is there
    /// keeps its mode; a symbolic link is none.
    pub(super) fn open(path: &Path) -> io::Result<LogFile> {
        if let Some(folder) = path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).mode(0o600);
        let file = options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        let torn = match about.len().checked_sub(1) {
            None => {
                // Its name outlives a power cut, too.
                path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())?;
                false
            }
            Some(end) => {
                let mut last = [0];
                file.read_exact_at(&mut last, end)?;
                last != *b"\n"
            }
        };
        Ok(LogFile { path: path.to_owned(), file, torn })
    }

    /// Adds whole lines; they are on disk when this returns.
    pub(super) fn add(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.was_moved() {
            *self = LogFile::open(&self.path)?;
        }
        let before: &[u8] = if self.torn { b"\n" } else { b"" };
        let length = self.file.metadata()?.len();
        let added = self.file.write_all(&[before, lines].concat()).and_then(|()| self.file.sync_data());
        match added {
            Ok(()) => self.torn = false,
            Err(_) => self.take_back(length),
        }
        added
    }

    /// Cuts off what was begun and is told as not written. Where that is forbidden, as by `chattr +a`, it stays on a line
    /// of its own.
    fn take_back(&mut self, length: u64) {
        let is_longer = || self.file.metadata().map_or(true, |about| about.len() > length);
        if is_longer() && self.file.set_len(length).is_err() {
            self.torn = true;
        }
    }

    /// Whether the path leads to another file by now: one rotates a log by moving it away.
    fn was_moved(&self) -> bool {
        match (self.file.metadata(), fs::symlink_metadata(&self.path)) {
            (Ok(open), Ok(there)) => (open.dev(), open.ino()) != (there.dev(), there.ino()),
            _ => true,
        }
    }
}
