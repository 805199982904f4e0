//! Who is at the other end of a connection, and what is sent there.

use tokio::sync::OwnedSemaphorePermit;

/// Frames that may be under way to one peer: queued for it, or parked because it is busy.
pub const WINDOW: usize = 32;

/// Frames of one peer that may wait to be opened. Beyond that its connection is not read, and TCP pushes back on it alone.
pub const INCOMING: usize = 16;

/// One connection, as the transport tells connections apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Peer(u64);

impl Peer {
    pub(super) fn new(number: u64) -> Peer {
        Peer(number)
    }

    /// The one peer of a dialled connection.
    pub fn dialled() -> Peer {
        Peer(0)
    }
}

/// A frame to send, with a permit of the peer's window, which is free again once libzmq or the kernel has taken the frame.
#[derive(Debug)]
pub struct Outgoing {
    /// Where to.
    pub peer: Peer,
    /// The frame.
    pub bytes: Vec<u8>,
    /// Room in the window; its owner waits for it, so nobody queues more than [`WINDOW`] frames for a peer.
    pub room: OwnedSemaphorePermit,
}

/// The sending half of a transport. None of these wait.
pub trait Transport: Send + Sync {
    /// Queues a frame. A frame to a peer that is gone is dropped, and the peer reported as gone.
    fn send(&self, frame: Outgoing);

    /// Takes large frames of a peer from now on: it is no stranger any more.
    fn trust(&self, peer: Peer);

    /// Gives up a peer: what is queued for it goes out as far as it takes it soon, and its connection is cut.
    fn forget(&self, peer: Peer);

    /// Sends what is queued, as far as the network takes it at once, and closes.
    fn close(&self);
}
