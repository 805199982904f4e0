//! What can go wrong before a transport runs; afterwards it reports through its arrivals.

use thiserror::Error;

/// A transport that could not be set up.
#[derive(Debug, Error)]
pub enum TransportError {
    /// The address cannot be listened on.
    #[error("could not listen on {address}: {reason}")]
    Bind {
        /// The address.
        address: String,
        /// The system's reason.
        reason: String,
    },
    /// A socket, a thread or an event descriptor could not be made.
    #[error("could not set up the network: {reason}")]
    Setup {
        /// The system's reason.
        reason: String,
    },
}
