//! The sealed part of a session, the same for both ends: pieces, heartbeats, wear.

use std::{collections::VecDeque, time::Duration};

use super::{End, Timing, assembly::Assembly};
use crate::{
    crypto::Sealed,
    wire::{Inner, MAX_CHUNK, Outer},
};

/// A link over which both ends talk sealed.
///
/// Going out, it holds one message and the few control frames; the next message is taken when the last has been
/// handed over, so that the queue is the driver's and is bounded there.
pub(super) struct Link {
    sealed: Sealed,
    timing: Timing,
    born: Duration,
    heard: Duration,
    said: Duration,
    assembly: Assembly,
    /// Verdicts, a heartbeat, a goodbye: each at most once at a time.
    control: VecDeque<Inner>,
    message: Option<Outgoing>,
}

struct Outgoing {
    bytes: Vec<u8>,
    sent: usize,
}

impl Link {
    pub(super) fn new(sealed: Sealed, timing: Timing, max_message: usize, now: Duration) -> Link {
        Link {
            sealed,
            timing,
            born: now,
            heard: now,
            said: now,
            assembly: Assembly::new(max_message),
            control: VecDeque::new(),
            message: None,
        }
    }

    /// Opens a frame. A heartbeat has done its work by then, and a goodbye is an end.
    pub(super) fn receive(&mut self, now: Duration, sealed: &[u8]) -> Result<Inner, End> {
        let inner = Inner::decode(&self.sealed.open(sealed)?)?;
        self.heard = now;
        match inner {
            Inner::Bye { reason } => Err(End::Bye(reason)),
            other => Ok(other),
        }
    }

    /// Puts a piece to those before it; gives the message when it is whole.
    pub(super) fn assemble(&mut self, last: bool, data: Vec<u8>) -> Result<Option<Vec<u8>>, End> {
        self.assembly.add(last, data)
    }

    pub(super) fn partial(&self) -> usize {
        self.assembly.len()
    }

    pub(super) fn push_control(&mut self, inner: Inner) {
        self.control.push_back(inner);
    }

    /// Whether the last message has been handed over.
    pub(super) fn takes_message(&self) -> bool {
        self.message.is_none()
    }

    pub(super) fn put_message(&mut self, bytes: Vec<u8>) {
        self.message = Some(Outgoing { bytes, sent: 0 });
    }

    pub(super) fn has_frame(&self) -> bool {
        !self.control.is_empty() || self.message.is_some()
    }

    /// Seals the next frame; control frames go before pieces.
    pub(super) fn next_frame(&mut self, now: Duration) -> Result<Option<Vec<u8>>, End> {
        let Some(inner) = self.control.pop_front().or_else(|| self.next_piece()) else { return Ok(None) };
        self.said = now;
        let sealed = self.sealed.seal(&inner.encode()?)?;
        Ok(Some(Outer::Sealed { sealed }.encode()?))
    }

    fn next_piece(&mut self) -> Option<Inner> {
        let Outgoing { bytes, sent } = self.message.as_mut()?;
        let end = (*sent + MAX_CHUNK).min(bytes.len());
        let (last, data) = (end == bytes.len(), bytes[*sent..end].to_vec());
        *sent = end;
        if last {
            self.message = None;
        }
        Some(Inner::Chunk { last, data })
    }

    /// Seals a goodbye; a message that is on its way is given up.
    pub(super) fn farewell(mut self, now: Duration, reason: &str) -> Option<Vec<u8>> {
        self.message = None;
        self.control = VecDeque::from([Inner::Bye { reason: reason.to_owned() }]);
        self.next_frame(now).ok().flatten()
    }

    /// Lets time pass: heartbeats, silence, wear.
    pub(super) fn tick(&mut self, now: Duration) -> Result<(), End> {
        if now >= self.heard + self.timing.deaf {
            return Err(End::Deaf { seconds: self.timing.deaf.as_secs() });
        }
        if now >= self.born + self.timing.life {
            return Err(End::Worn);
        }
        if now >= self.said + self.timing.heartbeat && !self.has_frame() {
            self.control.push_back(Inner::Heartbeat);
        }
        Ok(())
    }

    /// Starts the silence anew, because it was us who did not listen.
    pub(super) fn excuse(&mut self, now: Duration) {
        self.heard = now;
    }

    /// When `tick` is due.
    pub(super) fn wake_at(&self) -> Duration {
        let silent = self.heard + self.timing.deaf;
        let worn = self.born + self.timing.life;
        let heartbeat = self.said + self.timing.heartbeat;
        // A frame that waits for room on the network is as good as a heartbeat.
        if self.has_frame() { silent.min(worn) } else { silent.min(worn).min(heartbeat) }
    }
}
