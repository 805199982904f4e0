//! Who may come in: the question that sessions put to the key store.

use halite_common::{
    crypto::{PublicKey, Secret},
    failure::Failure,
    id::MinionId,
    value::Dict,
    wire::{Role, TokenFault},
};

/// A peer that has proved to hold `key` and says to be `id`.
pub struct Claim {
    /// Who it says to be.
    pub id: MinionId,
    /// The key that it holds.
    pub key: PublicKey,
    /// A one-time enrolment token, if it brought one.
    pub token: Option<Secret>,
    /// What the session is for.
    pub role: Role,
    /// Grains that it brought for `autosign_grains`.
    pub grains: Dict,
    /// Where it talks from; for people, not for decisions.
    pub address: String,
}

/// What becomes of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The key is accepted: come in.
    Accepted,
    /// The key waits for an operator; the session waits with it.
    Pending {
        /// Why the token that it brought did not spare the wait.
        token: Option<TokenFault>,
    },
    /// An operator has rejected the key.
    Rejected,
    /// The id is known with another key.
    Denied,
    /// Too many keys are pending already; come back later.
    Full,
}

/// Decides about claims; implemented by the key store.
pub trait Doorkeeper: Send + Sync + 'static {
    /// Decides, and records a key that it has not seen. May block: it is called on a thread for that.
    fn admit(&self, claim: &Claim) -> Result<Verdict, Failure>;
}
