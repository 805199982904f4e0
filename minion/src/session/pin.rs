//! The master's public key, kept in a file from the first contact on.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use halite_common::{crypto::PublicKey, session::Trust};
use thiserror::Error;

use super::Settings;
use crate::folder::make_private;

/// The file with the master's key could not be read or written.
#[derive(Debug, Error)]
pub(super) enum PinError {
    #[error("could not {act} {}", path.display())]
    Io {
        act: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} holds no public key of a master", path.display())]
    Content { path: PathBuf },
}

/// Reads whom to trust: `master_finger` above the file, the file above the first that comes.
pub(super) fn trust(settings: &Settings, path: &Path) -> Result<Trust, PinError> {
    if !settings.master_fingers.is_empty() {
        return Ok(Trust::Fingers(settings.master_fingers.clone()));
    }
    match fs::read_to_string(path) {
        Ok(text) => keys(&text).map(Trust::Keys).ok_or_else(|| PinError::Content { path: path.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Trust::FirstContact),
        Err(source) => Err(PinError::Io { act: "read", path: path.to_owned(), source }),
    }
}

/// The keys in a file, one a line: the master's, and the one that it is about to change to.
fn keys(text: &str) -> Option<Vec<PublicKey>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let keys: Vec<PublicKey> = lines.map(|line| line.parse().ok()).collect::<Option<_>>()?;
    (!keys.is_empty()).then_some(keys)
}

/// Keeps a master's key.
pub(super) fn keep(path: &Path, key: PublicKey) -> Result<(), PinError> {
    write(path, key).map_err(|source| PinError::Io { act: "write", path: path.to_owned(), source })
}

fn write(path: &Path, key: PublicKey) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_private(folder)?;
    let temporary = path.with_extension("new");
    let mut file = File::create(&temporary)?;
    writeln!(file, "{key}")?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use halite_common::crypto::PublicKey;

    use super::keys;

    #[test]
    fn a_file_holds_one_key_or_several_and_nothing_else() {
        let (one, two) = (PublicKey::new([1; 32]), PublicKey::new([2; 32]));
        assert_eq!(keys(&format!("{one}\n")), Some(vec![one]));
        assert_eq!(keys(&format!("{one}\n\n  {two}\n")), Some(vec![one, two]));
        assert_eq!(keys(&format!("{one}\nx\n")), None);
        assert_eq!(keys("\n"), None, "an empty file trusts nobody, rather than the first that comes");
    }
}
