//! What sessions tell the rest of the master.

use halite_common::wire::ToMaster;

use super::{Speaker, Weight};

/// What happened on a session. For one speaker the order is: connected, messages, disconnected.
#[derive(Debug)]
pub enum SessionEvent {
    /// A minion with an accepted key is there, or a call of one.
    Connected {
        /// Who.
        who: Speaker,
        /// Where it talks from.
        address: String,
    },
    /// A minion says something.
    Message {
        /// Who, as the key proved it.
        who: Speaker,
        /// What it says.
        message: ToMaster,
        /// The place of a large message, to be kept until it is dealt with.
        weight: Option<Box<Weight>>,
    },
    /// A minion has left, was sent away, or is silent.
    Disconnected {
        /// Who.
        who: Speaker,
        /// Why, for the log.
        reason: String,
    },
}
