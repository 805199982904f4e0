//! Who speaks on a session.

use halite_common::id::MinionId;

/// Who speaks on a session: a minion itself, or a function called by hand on its host.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Speaker {
    /// The minion, as its key proved it.
    pub id: MinionId,
    /// The number of the call; none for the minion itself.
    pub call: Option<u64>,
}

impl Speaker {
    /// The minion itself.
    pub fn daemon(id: MinionId) -> Speaker {
        Speaker { id, call: None }
    }

    /// Tells whether this is a call beside the minion itself.
    pub fn is_call(&self) -> bool {
        self.call.is_some()
    }
}
