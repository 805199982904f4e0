//! How a function is called by hand.

use std::sync::Arc;

use halite_common::id::Jid;

use crate::answers::Recorder;

/// How a function is called by hand.
#[derive(Clone, Debug)]
pub struct CallOptions {
    /// The id of this call.
    pub jid: Jid,
    /// Asks no master: files and pillar come from this machine.
    pub local: bool,
    /// Has the master store what the function gives.
    pub report: bool,
    /// Keeps what functions answer to templates that ask about this host.
    pub recorder: Option<Arc<Recorder>>,
}
