//! What an end tells whoever drives it.

use crate::{
    crypto::PublicKey,
    wire::{Claim, Verdict},
};

/// What happened at the minion's end.
#[derive(Debug, PartialEq, Eq)]
pub enum MinionEvent {
    /// The master is proved and trusted, and this is its answer to the claim: `Accepted` or `Pending`.
    Verdict {
        /// The master's key.
        master: PublicKey,
        /// The answer.
        verdict: Verdict,
    },
    /// The master sent a whole message.
    Message(Vec<u8>),
}

/// What happened at the master's end.
pub enum MasterEvent {
    /// A peer has proved a key and says who it is; answer with `verdict`.
    Claimed {
        /// What it says.
        claim: Claim,
        /// The key.
        key: PublicKey,
    },
    /// The minion sent a whole message.
    Message(Vec<u8>),
}
