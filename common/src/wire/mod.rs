//! What goes over the wire: messages, their codec and limits, and the frames that carry them.

mod blob;
mod codec;
mod envelope;
mod frame;
mod message;
mod scan;
mod version;

pub use blob::{BlobError, MAX_PIECE};
pub use codec::{CodecError, Limits, decode, encode, encode_within};
pub use envelope::{EnvelopeError, open_job, sign_job};
pub use frame::{Claim, Inner, MAX_CHUNK, Offer, Outer, Role, TokenFault, Verdict};
pub use message::{BlobPart, Envelope, FileEntry, Manifest, ToMaster, ToMinion};
pub use version::{CALLS, PROTOCOL, Versions};

/// Bytes of the largest message between parties that know each other.
pub const MAX_MESSAGE: usize = 64 << 20;

#[cfg(test)]
mod documented;
