//! Contents of files, kept by their hash and checked before each use.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use halite_common::crypto::sha256_of;
use rustix::fs::{FlockOperation, flock};

use crate::folder::make_private;

/// The contents in a cache folder.
pub(super) struct Blobs {
    /// `cachedir/blobs`: contents by hash.
    contents: PathBuf,
    /// `cachedir/files`: the same contents under the names they have on the file server.
    names: PathBuf,
}

impl Blobs {
    pub(super) fn new(cache_dir: &Path) -> Blobs {
        Blobs { contents: cache_dir.join("blobs"), names: cache_dir.join("files") }
    }

    /// Tells whether a path is one of a content, or of its name.
    pub(super) fn holds(&self, path: &Path) -> bool {
        path.starts_with(&self.contents) || path.starts_with(&self.names)
    }

    fn content(&self, sha256: &[u8]) -> PathBuf {
        let hex: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        self.contents.join(hex.get(..2).unwrap_or("00")).join(hex)
    }

    /// Tells whether the content is there, whole and unchanged. A changed one is thrown away.
    pub(super) fn has(&self, sha256: &[u8]) -> bool {
        let path = self.content(sha256);
        let Ok(mut file) = File::open(&path) else { return false };
        if sha256_of(&mut file).is_ok_and(|(found, _)| found == sha256) {
            return true;
        }
        tracing::warn!(file = %path.display(), "a cached content was changed; it is fetched anew");
        let _ = fs::remove_file(&path);
        false
    }

    /// Keeps other processes of this minion from changing the cache as long as the file is open.
    pub(super) fn lock(&self) -> io::Result<File> {
        make_private(&self.contents)?;
        let path = self.contents.join("lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        flock(&file, FlockOperation::LockExclusive)?;
        Ok(file)
    }

    /// Where a content is gathered, and how much of it is there already.
    pub(super) fn begin(&self, sha256: &[u8], size: u64) -> io::Result<(File, u64)> {
        let path = self.content(sha256).with_extension("part");
        if let Some(folder) = path.parent() {
            make_private(folder)?;
        }
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
        let there = file.metadata()?.len();
        if there > size {
            file.set_len(0)?;
            return Ok((file, 0));
        }
        Ok((file, there))
    }

    /// Keeps what was gathered, if it is what was wanted; else throws it away.
    pub(super) fn finish(&self, sha256: &[u8]) -> io::Result<bool> {
        let path = self.content(sha256);
        let part = path.with_extension("part");
        let (found, _) = sha256_of(&mut File::open(&part)?)?;
        if found != sha256 {
            fs::remove_file(&part)?;
            return Ok(false);
        }
        fs::rename(part, path)?;
        Ok(true)
    }

    /// The content under a name of the file server: what modules are handed.
    pub(super) fn named(&self, saltenv: &str, path: &str, sha256: &[u8]) -> io::Result<PathBuf> {
        let name = self.names.join(saltenv).join(path);
        let content = self.content(sha256);
        if same_file(&name, &content) {
            return Ok(name);
        }
        if let Some(folder) = name.parent() {
            make_private(folder)?;
        }
        let fresh =
            name.with_file_name(format!(".{}.new", name.file_name().unwrap_or_default().to_string_lossy()));
        let _ = fs::remove_file(&fresh);
        // A second name costs nothing; where links are not allowed it is a copy.
        if fs::hard_link(&content, &fresh).is_err() {
            fs::copy(&content, &fresh)?;
        }
        fs::rename(&fresh, &name)?;
        Ok(name)
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

/// Appends a piece that was gathered.
pub(super) fn append(file: &mut File, data: &[u8]) -> io::Result<()> {
    file.write_all(data)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use halite_common::crypto::sha256;

    use super::{Blobs, append};

    fn gather(blobs: &Blobs, wanted: &[u8], data: &[u8]) -> bool {
        let (mut file, there) = blobs.begin(wanted, data.len() as u64).unwrap();
        append(&mut file, &data[usize::try_from(there).unwrap()..]).unwrap();
        blobs.finish(wanted).unwrap()
    }

    #[test]
    fn only_the_wanted_content_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(dir.path());
        let hash = sha256(b"hello");
        assert!(!blobs.has(&hash));
        assert!(!gather(&blobs, &hash, b"hallo"));
        assert!(!blobs.has(&hash));
        assert!(gather(&blobs, &hash, b"hello"));
        assert!(blobs.has(&hash));
        let name = blobs.named("base", "a/b.txt", &hash).unwrap();
        assert_eq!(fs::read(&name).unwrap(), b"hello");
    }

    #[test]
    fn a_cut_transfer_goes_on_where_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(dir.path());
        let hash = sha256(b"hello");
        let (mut file, there) = blobs.begin(&hash, 5).unwrap();
        assert_eq!(there, 0);
        append(&mut file, b"hel").unwrap();
        let (mut file, there) = blobs.begin(&hash, 5).unwrap();
        assert_eq!(there, 3);
        append(&mut file, b"lo").unwrap();
        assert!(blobs.finish(&hash).unwrap());
    }

    #[test]
    fn a_content_that_was_changed_is_not_used() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(dir.path());
        let (old, new) = (sha256(b"old"), sha256(b"new"));
        assert!(gather(&blobs, &old, b"old") && gather(&blobs, &new, b"new"));
        let name = blobs.named("base", "f", &old).unwrap();
        fs::write(&name, b"evil").unwrap();
        assert!(!blobs.has(&old));
        let name = blobs.named("base", "f", &new).unwrap();
        assert_eq!(fs::read(name).unwrap(), b"new");
    }
}
