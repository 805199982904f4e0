//! Keys, sealing and signing: the one room that names `snow`, `curve25519-dalek` and `ring`'s keys.
//!
//! No construction of our own: Noise XX for sessions, Ed25519 for job envelopes, SHA-256 for fingerprints.

mod curve;
mod digest;
mod enrolment;
mod error;
mod fingerprint;
mod hex;
mod keyfile;
mod node_key;
mod noise;
mod public_key;
mod secret;
mod signing;

pub use digest::{sha256, sha256_of};
pub use enrolment::EnrolmentToken;
pub use error::{CryptoError, KeyFileError};
pub use fingerprint::{Fingerprint, FingerprintError};
pub use node_key::NodeKey;
pub use noise::{Handshake, MAX_FRAME, MAX_PLAIN, REKEY_MESSAGES, Sealed, Side, Suite};
pub use public_key::{PublicKey, PublicKeyError};
pub use secret::Secret;
pub use signing::{SIGNATURE_LEN, Signer, SignerKey};
