//! Frames between peers, over ZeroMQ's protocol. libzmq dials and is named in no other room; a small codec of ours
//! listens, because strangers can exhaust libzmq's ROUTER (see `zmtp`).
//!
//! A transport carries frames of bounded size, in order, or not at all: it neither seals nor acknowledges, and a
//! frame that was taken is only queued.

mod arrivals;
mod error;
mod peer;
mod wake;
mod zeromq;
mod zmtp;

pub use arrivals::{Arrival, Arrivals, Incoming};
pub use error::TransportError;
pub use peer::{INCOMING, Outgoing, Peer, Transport, WINDOW};
pub use zeromq::dial;
#[cfg(fuzzing)]
pub use zmtp::fuzzing;
pub use zmtp::{listen, network};

/// Bytes of the largest frame: a sealed one and its head.
const MAX_MESSAGE_SIZE: usize = crate::crypto::MAX_FRAME + 16;

#[cfg(test)]
mod tests;
