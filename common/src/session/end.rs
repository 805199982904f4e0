//! Why a session is over.

use thiserror::Error;

use crate::{
    crypto::{CryptoError, Fingerprint},
    wire::{CodecError, Verdict, Versions},
};

/// Why a session is over; nothing comes out of it any more.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum End {
    /// The other side said goodbye.
    #[error("the other side ended the session: {0}")]
    Bye(String),
    /// We said goodbye.
    #[error("ended on purpose: {0}")]
    Done(String),
    /// A frame that cannot be read.
    #[error("a frame could not be read")]
    Frame(#[source] CodecError),
    /// A frame that was forged, changed, replayed or lost, or a handshake that does not fit.
    #[error("a frame is not the other side's, or came out of order")]
    Crypto(#[source] CryptoError),
    /// A frame that has no place at this point.
    #[error("{0} has no place at this point")]
    Unexpected(&'static str),
    /// A message larger than allowed.
    #[error("a message is larger than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: usize,
    },
    /// No answer in time during the handshake.
    #[error("no answer within {seconds} s")]
    Timeout {
        /// Seconds waited.
        seconds: u64,
    },
    /// Silence.
    #[error("nothing heard for {seconds} s")]
    Deaf {
        /// Seconds of silence.
        seconds: u64,
    },
    /// The session's keys have done their work.
    #[error("the session's keys are due for renewal")]
    Worn,
    /// The master is not the one that is expected.
    #[error("the master's key is {found}, but {expected} is expected")]
    Untrusted {
        /// What is expected.
        expected: Fingerprint,
        /// What was found.
        found: Fingerprint,
    },
    /// The master's key could not be kept, so another master would be believed next time.
    #[error("the master's key could not be kept: {0}")]
    Unkept(String),
    /// The master did not let us in.
    #[error("not let in: {0:?}")]
    Refused(Verdict),
    /// The master asked, unproved, to come back later.
    #[error("asked to come back in {seconds} s")]
    Later {
        /// Seconds.
        seconds: u16,
    },
    /// The master speaks other versions; there is a common one.
    #[error("the other side wants protocol version {0}")]
    Version(u16),
    /// The master speaks other versions; there is no common one.
    #[error("no common protocol version: the other side speaks {} to {}", .0.oldest, .0.newest)]
    Incompatible(Versions),
}

impl From<CodecError> for End {
    fn from(error: CodecError) -> End {
        End::Frame(error)
    }
}

impl From<CryptoError> for End {
    fn from(error: CryptoError) -> End {
        match error {
            CryptoError::Exhausted => End::Worn,
            other => End::Crypto(other),
        }
    }
}
