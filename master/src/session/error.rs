//! What can go wrong with sessions as a whole, and with one message to one minion.

use halite_common::{transport::TransportError, wire::CodecError};
use thiserror::Error;

/// Sessions cannot be served.
#[derive(Debug, Error)]
pub enum SessionError {
    /// The port is taken, or the address is not ours.
    #[error(transparent)]
    Transport(#[from] TransportError),
}

/// A message that was not taken. One that was taken is only queued: it may still be lost.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum SendError {
    /// No session with that minion.
    #[error("the minion is not connected")]
    Absent,
    /// The minion's queue is full: it takes messages slower than they come.
    #[error("the minion's queue is full")]
    Busy,
    /// No minion would take the message: it is too large or nested too deep. Sending it again would not help.
    #[error("the message cannot be sent")]
    Message(#[source] CodecError),
}
