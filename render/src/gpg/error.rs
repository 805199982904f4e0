//! Why a secret could not be decrypted.

use std::path::PathBuf;

use halite_common::{program::ProgramError, value::Value};
use thiserror::Error;

/// A secret that could not be decrypted.
#[derive(Debug, Error)]
pub enum GpgError {
    /// There is no `gpg`.
    #[error("GPG unavailable")]
    NoProgram,
    /// `gpg` could not be run to its end.
    #[error("could not decrypt")]
    Program(#[source] ProgramError),
    /// `gpg` refused.
    #[error("could not decrypt: {}", reason(.said))]
    Refused {
        /// The encrypted text.
        cipher: Vec<u8>,
        /// What `gpg` wrote to standard error.
        said: Vec<u8>,
        /// The folder of the keys.
        keydir: PathBuf,
    },
}

impl GpgError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            GpgError::NoProgram => Some("install GnuPG (`gpg`) where this is rendered".into()),
            GpgError::Program(_) => None,
            GpgError::Refused { keydir, .. } if !keydir.is_dir() => Some(format!(
                "there is no folder {}; `gpg_keydir` names the one with the keys",
                keydir.display()
            )),
            GpgError::Refused { keydir, .. } => Some(format!(
                "is the secret key in {}? `gpg --homedir {0} --list-secret-keys` shows what is there",
                keydir.display()
            )),
        }
    }

    /// The error in Salt's words, with the encrypted text and all that `gpg` wrote.
    pub fn salt_text(&self) -> String {
        match self {
            GpgError::Refused { cipher, said, .. } => format!(
                "Could not decrypt cipher {}, received: {}",
                Value::Bytes(cipher.clone()).repr(),
                Value::Bytes(said.clone()).repr()
            ),
            other => halite_common::chain::print(other),
        }
    }
}

/// The last line that `gpg` wrote for people.
fn reason(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let mut lines = said.lines().filter(|line| !line.starts_with("[GNUPG:]") && !line.trim().is_empty());
    lines.next_back().map_or_else(|| "gpg gave nothing".to_owned(), |line| line.trim().to_owned())
}
