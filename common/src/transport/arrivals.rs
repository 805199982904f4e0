//! What comes from the network: the bounded channel from the I/O thread.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::{Peer, wake::Waker};

/// A frame from the network. It holds its place among those of its peer until it is opened, and a peer has few: one whose
/// frames are not opened is not read any more, and disturbs nobody else.
#[derive(Debug)]
pub struct Incoming {
    bytes: Vec<u8>,
    _room: Option<OwnedSemaphorePermit>,
}

impl Incoming {
    pub(super) fn new(bytes: Vec<u8>, room: Option<OwnedSemaphorePermit>) -> Incoming {
        Incoming { bytes, _room: room }
    }

    /// The frame as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The frame; its place is free again.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Something that the network brought.
#[derive(Debug)]
pub enum Arrival {
    /// A dialled connection stands.
    Up,
    /// A frame.
    Frame {
        /// From which connection.
        peer: Peer,
        /// From which address, where libzmq tells it.
        address: Option<IpAddr>,
        /// The frame.
        frame: Incoming,
    },
    /// A peer that spoke ZeroMQ but sent no single frame.
    Malformed {
        /// From which connection.
        peer: Peer,
    },
    /// A peer is not there any more.
    Gone {
        /// Which.
        peer: Peer,
        /// Why, as far as libzmq tells it.
        reason: &'static str,
    },
}

/// The receiving half of a transport. While its channel is full nothing is read from the network, so that TCP pushes
/// back.
pub struct Arrivals {
    channel: mpsc::Receiver<Arrival>,
    stall: Option<Stall>,
}

/// How an I/O thread that found the channel full learns that there is room again.
pub(super) struct Stall {
    pub(super) stalled: Arc<AtomicBool>,
    pub(super) waker: Waker,
}

impl Arrivals {
    /// From tasks that wait for room by themselves.
    pub(super) fn plain(channel: mpsc::Receiver<Arrival>) -> Arrivals {
        Arrivals { channel, stall: None }
    }

    /// From a thread that sleeps in a poll.
    pub(super) fn waking(channel: mpsc::Receiver<Arrival>, stall: Stall) -> Arrivals {
        Arrivals { channel, stall: Some(stall) }
    }

    /// Waits for the next arrival; `None` once the transport is closed. Can be dropped at any time.
    pub async fn recv(&mut self) -> Option<Arrival> {
        let arrival = self.channel.recv().await;
        if let Some(stall) = &self.stall
            && stall.stalled.swap(false, Ordering::SeqCst)
        {
            stall.waker.wake();
        }
        arrival
    }
}

/// Tells the I/O thread, which otherwise learns it with the next arrival.
impl Drop for Arrivals {
    fn drop(&mut self) {
        self.channel.close();
        if let Some(stall) = &self.stall {
            stall.waker.wake();
        }
    }
}
