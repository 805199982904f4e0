//! What can go wrong with keys and sealed frames.

use std::{io, path::PathBuf};

use thiserror::Error;

/// A cryptographic step that failed; none of them is ever retried in the same session.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CryptoError {
    /// A handshake message that is no answer to ours, or that somebody changed on the way.
    #[error("the handshake does not fit")]
    Handshake,
    /// A frame that was forged, changed, replayed, lost or taken out of order.
    #[error("a frame could not be opened")]
    Open,
    /// A plaintext larger than one frame.
    #[error("{0} bytes do not fit in one frame")]
    TooLarge(usize),
    /// A signature that is not the signer's.
    #[error("the signature is wrong")]
    Signature,
    /// A session that has sealed or opened as many frames as one key may.
    #[error("the session's keys are used up")]
    Exhausted,
    /// The system gave no random numbers, or a key is not usable.
    #[error("the key cannot be used")]
    Key,
}

/// A key file that could not be read or made.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// The file system said no.
    #[error("could not {act} key file {}", path.display())]
    Io {
        /// What was tried.
        act: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{} holds no {what}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What was expected.
        what: &'static str,
    },
    /// Others may read the file.
    #[error("key file {} may be read by others (mode {mode:o}); its key must be taken as known to them", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The system gave no random numbers.
    #[error("could not make a key: the system gave no random numbers")]
    Random,
}
