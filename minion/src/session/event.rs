//! What the session tells the rest of the minion.

use halite_common::{crypto::PublicKey, failure::Failure, wire::ToMinion};

/// What happened. Between `Connected` and `Disconnected` messages go both ways; a new connection follows by itself.
/// All but messages are in the log already.
#[derive(Debug)]
pub enum SessionEvent {
    /// The master has our key and waits for an operator to accept it.
    Pending,
    /// The master and we do not go together now: a wrong master key, a rejected or denied key. It is tried again.
    Refused(Failure),
    /// No master was reached; it is tried again.
    Unreachable(Failure),
    /// The session is open. Say `Hello`.
    Connected {
        /// The master's key.
        master: PublicKey,
    },
    /// The master says something.
    Message(ToMinion),
    /// The session is over.
    Disconnected {
        /// Why, for people.
        reason: String,
    },
}
