//! Files that hold a private key: made once, whole or not at all, for the owner's eyes only.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::{KeyFileError, hex};

/// No key file of ours is larger.
const MAX_SIZE: u64 = 4096;

/// Reads a private key file, or makes it with what `make` gives.
///
/// Two processes that start together agree: the file appears complete, and the one that comes second reads it.
pub(super) fn read_or_make(
    path: &Path,
    make: impl FnOnce() -> Result<Zeroizing<Vec<u8>>, KeyFileError>,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    if let Some(content) = read(path)? {
        return Ok(content);
    }
    let content = make()?;
    match place(path, &content) {
        Ok(()) => Ok(content),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            read(path)?.ok_or_else(|| failed("read", path)(io::ErrorKind::NotFound.into()))
        }
        Err(error) => Err(failed("write", path)(error)),
    }
}

fn failed(act: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeyFileError + use<> {
    let path = path.to_owned();
    move |source| KeyFileError::Io { act, path, source }
}

fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, KeyFileError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed("open", path)(error)),
    };
    let mode = file.metadata().map_err(failed("read", path))?.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Exposed { path: path.to_owned(), mode });
    }
    let mut content = Zeroizing::new(Vec::with_capacity(MAX_SIZE as usize));
    file.take(MAX_SIZE).read_to_end(&mut content).map_err(failed("read", path))?;
    Ok(Some(content))
}

/// Writes beside the target and links it into place, which fails if somebody else was faster.
fn place(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let temporary = temporary_beside(path)?;
    let done = write(&temporary, content).and_then(|()| fs::hard_link(&temporary, path));
    let removed = fs::remove_file(&temporary);
    done.and(removed)?;
    File::open(folder)?.sync_all()
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn temporary_beside(path: &Path) -> io::Result<PathBuf> {
    let mut random = [0; 8];
    SystemRandom::new().fill(&mut random).map_err(|_| io::Error::other("no random numbers"))?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", hex::encode(&random, "")));
    Ok(path.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use zeroize::Zeroizing;

    use super::{KeyFileError, read_or_make};

    #[test]
    fn a_key_is_made_once_and_for_the_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pki/node.key");
        let first = read_or_make(&path, || Ok(Zeroizing::new(b"one".to_vec()))).unwrap();
        let second = read_or_make(&path, || panic!("made twice")).unwrap();
        assert_eq!(first, second);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left behind");
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("node.key");
        fs::write(&path, "x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let refused = read_or_make(&path, || panic!("made anew"));
        assert!(matches!(refused, Err(KeyFileError::Exposed { mode: 0o644, .. })));
    }
}
