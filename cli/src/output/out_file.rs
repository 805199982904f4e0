//! The file of `--out-file`: no part of a result is ever written, and what was there is replaced only by something whole.

use std::{
    cell::Cell,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

/// A file that results are written to.
#[derive(Debug)]
pub(super) struct OutFile {
    path: PathBuf,
    state: Cell<State>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// What was there is still there, and is to be replaced.
    Old,
    /// Results are added.
    Adding,
    /// A result could not be written.
    Failed,
}

impl OutFile {
    /// A file to be replaced, or added to; it must be possible to write to it.
    pub(super) fn new(path: PathBuf, append: bool) -> io::Result<OutFile> {
        match OpenOptions::new().append(true).open(&path) {
            // It is made with the first result.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                drop(NamedTempFile::new_in(folder(&path))?)
            }
            opened => drop(opened?),
        }
        let state = Cell::new(if append { State::Adding } else { State::Old });
        Ok(OutFile { path, state })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a result, all of it or nothing.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let replaces = self.state.replace(State::Failed) == State::Old;
        if replaces {
            self.replace(bytes)?
        } else {
            self.add(bytes)?
        }
        self.state.set(State::Adding);
        Ok(())
    }

    /// `/dev/stderr` and kin lead to whatever is open there, which is not ours to replace.
    fn is_open(&self) -> bool {
        ["/dev", "/proc"].iter().any(|place| self.path.starts_with(place))
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        if self.is_open() {
            return self.add(bytes);
        }
        let known = match fs::metadata(&self.path) {
            // A device or a pipe is written to, whatever became of what was there.
            Ok(metadata) if !metadata.is_file() => return self.add(bytes),
            Ok(metadata) => Some(metadata.permissions()),
            Err(_) => None,
        };
        // A link goes on pointing to the file that it points to.
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let mut fresh =
            tempfile::Builder::new().permissions(fresh_permissions()).tempfile_in(folder(&path))?;
        fresh.write_all(bytes)?;
        if let Some(permissions) = known {
            fresh.as_file().set_permissions(permissions)?;
        }
        fresh.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    fn add(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().append(true).create(true).open(&self.path)?;
        let before = file.metadata()?.len();
        file.write_all(bytes).inspect_err(|_| take_back(&file, before))
    }
}

/// What was written of a result that did not fit. A device has nothing to take back.
fn take_back(file: &File, length: u64) {
    if file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        let _ = file.set_len(length);
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// As any new file: what the umask leaves of it.
fn fresh_permissions() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o666)
}

/// No result came at all: the file has none, either.
impl Drop for OutFile {
    fn drop(&mut self) {
        if self.state.get() == State::Old && self.path.is_file() && !self.is_open() {
            // There is nobody left to tell, and no result was lost.
            let _ = File::create(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::symlink};

    use super::OutFile;

    #[test]
    fn the_first_result_replaces_what_was_there_and_the_others_are_added() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("out"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        symlink(&file, &link).unwrap();
        let out = OutFile::new(link.clone(), false).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
        out.write(b"one\n").unwrap();
        out.write(b"two\n").unwrap();
        drop(out);
        assert_eq!(fs::read_to_string(&file).unwrap(), "one\ntwo\n");
        assert!(link.is_symlink());
        OutFile::new(link, true).unwrap().write(b"three\n").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "one\ntwo\nthree\n");
        drop(OutFile::new(file.clone(), false).unwrap());
        assert_eq!(fs::read_to_string(&file).unwrap(), "", "no result");
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_at_once() {
        let folder = tempfile::tempdir().unwrap();
        assert!(OutFile::new(folder.path().join("a/b"), false).is_err());
    }

    #[test]
    fn what_cannot_be_written_leaves_the_old_result() {
        let out = OutFile::new("/dev/full".into(), false).unwrap();
        assert!(out.write(b"x").is_err());
    }
}
