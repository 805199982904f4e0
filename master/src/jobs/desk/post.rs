//! The way to minions, as the desk sees it.

use halite_common::{id::MinionId, wire::ToMinion};

use crate::session::{SendError, Sessions, Speaker};

/// The way to minions.
pub trait Post: Send + Sync + 'static {
    /// Queues a message for a minion, or tells why not.
    fn post(&self, id: &MinionId, message: ToMinion) -> Result<(), SendError>;
}

impl Post for Sessions {
    fn post(&self, id: &MinionId, message: ToMinion) -> Result<(), SendError> {
        self.try_send(&Speaker::daemon(id.clone()), &message)
    }
}
