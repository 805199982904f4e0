//! Hashes of files, kept as long as size, time and inode stay the same.

use std::{
    collections::HashMap,
    fs::{File, Metadata},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use crate::crypto::sha256_of;

/// What tells that a file is still the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    inode: (u64, u64),
}

impl Stamp {
    pub(super) fn of(about: &Metadata) -> Stamp {
        Stamp {
            size: about.size(),
            modified: (about.mtime(), about.mtime_nsec()),
            changed: (about.ctime(), about.ctime_nsec()),
            inode: (about.dev(), about.ino()),
        }
    }

    /// The stamp as bytes, to be hashed.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let numbers = [
            self.size,
            self.modified.0.cast_unsigned(),
            self.modified.1.cast_unsigned(),
            self.changed.0.cast_unsigned(),
            self.changed.1.cast_unsigned(),
            self.inode.0,
            self.inode.1,
        ];
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }
}

/// The hashes that are known. Files that are gone stay in it until the process ends; their number is small.
#[derive(Debug, Default)]
pub(super) struct Hashes(Mutex<HashMap<PathBuf, (Stamp, [u8; 32])>>);

impl Hashes {
    /// The file's size, permission bits and SHA-256.
    pub(super) fn of(&self, path: &Path) -> io::Result<(u64, u32, [u8; 32])> {
        let mut file = File::open(path)?;
        let about = file.metadata()?;
        let stamp = Stamp::of(&about);
        let mode = about.mode() & 0o7777;
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied();
        if let Some((same, hash)) = known
            && same == stamp
        {
            return Ok((stamp.size, mode, hash));
        }
        let (hash, size) = sha256_of(&mut file)?;
        // A file that changes while it is read is hashed again the next time.
        if Stamp::of(&file.metadata()?) == stamp {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), (stamp, hash));
        }
        Ok((size, mode, hash))
    }
}
