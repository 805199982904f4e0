//! How long things may take.

use std::time::Duration;

/// A session's times; the default is the protocol's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// For the handshake and the answer to the claim.
    pub handshake: Duration,
    /// Silence after which we say that we are here.
    pub heartbeat: Duration,
    /// Silence after which the other side is taken as gone.
    pub deaf: Duration,
    /// Age at which the keys are worn and a new handshake is due.
    pub life: Duration,
}

impl Default for Timing {
    fn default() -> Timing {
        Timing {
            handshake: Duration::from_secs(10),
            heartbeat: Duration::from_secs(10),
            deaf: Duration::from_secs(35),
            life: Duration::from_secs(24 * 3600),
        }
    }
}
