//! What sessions tell the rest of the master.

use halite_common::{id::MinionId, wire::ToMaster};

/// What happened on a session. For one minion the order is: connected, messages, disconnected.
#[derive(Debug)]
pub enum SessionEvent {
    /// A minion with an accepted key is there.
    Connected {
        /// The minion.
        id: MinionId,
        /// Where it talks from.
        address: String,
    },
    /// A minion says something.
    Message {
        /// The minion, as its key proved it.
        id: MinionId,
        /// What it says.
        message: ToMaster,
    },
    /// A minion has left, was sent away, or is silent.
    Disconnected {
        /// The minion.
        id: MinionId,
        /// Why, for the log.
        reason: String,
    },
}
