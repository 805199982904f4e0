//! How a function is called by hand.

use halite_common::id::Jid;

/// How a function is called by hand.
#[derive(Clone, Copy, Debug)]
pub struct CallOptions {
    /// The id of this call.
    pub jid: Jid,
    /// Asks no master: files and pillar come from this machine.
    pub local: bool,
    /// Has the master store what the function gives.
    pub report: bool,
}
