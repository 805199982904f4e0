//! What both ends of a session share: what waits to be sent, and what is due when.

use std::{collections::VecDeque, time::Duration};

use super::{End, Timing, link::Link};
use crate::{
    crypto::Sealed,
    wire::{Inner, Outer},
};

/// One end's outgoing frames and its times; the phases of the handshake are the ends' own.
pub struct Talk {
    timing: Timing,
    max_message: usize,
    began: Duration,
    /// Handshake frames that wait to be sent; at most one.
    frames: VecDeque<Vec<u8>>,
    /// Whether the other side owes us an answer within the time for handshakes.
    pub(super) hurried: bool,
    /// Whether messages may flow.
    pub(super) open: bool,
    link: Option<Box<Link>>,
}

impl Talk {
    pub(super) fn new(timing: Timing, max_message: usize, now: Duration) -> Talk {
        Talk {
            timing,
            max_message,
            began: now,
            frames: VecDeque::new(),
            hurried: true,
            open: false,
            link: None,
        }
    }

    pub(super) fn push(&mut self, frame: &Outer) -> Result<(), End> {
        self.frames.push_back(frame.encode()?);
        Ok(())
    }

    pub(super) fn push_control(&mut self, inner: Inner) {
        if let Some(link) = &mut self.link {
            link.push_control(inner);
        }
    }

    /// The handshake is done: from here on everything is sealed.
    pub(super) fn seal(&mut self, sealed: Sealed, now: Duration) {
        self.link = Some(Box::new(Link::new(sealed, self.timing, self.max_message, now)));
    }

    pub(super) fn receive(&mut self, now: Duration, sealed: &[u8]) -> Result<Inner, End> {
        self.link.as_mut().ok_or(End::Unexpected("a sealed frame"))?.receive(now, sealed)
    }

    pub(super) fn assemble(&mut self, last: bool, data: Vec<u8>) -> Result<Option<Vec<u8>>, End> {
        match &mut self.link {
            Some(link) if self.open => link.assemble(last, data),
            _ => Err(End::Unexpected("a message")),
        }
    }

    /// Bytes of a message that has not come whole yet.
    pub fn partial(&self) -> usize {
        self.link.as_ref().map_or(0, |link| link.partial())
    }

    /// Whether the session is open and the last message has been handed over.
    pub fn takes_message(&self) -> bool {
        self.open && self.link.as_ref().is_some_and(|link| link.takes_message())
    }

    /// Takes a message; only when `takes_message` says so.
    pub fn put_message(&mut self, bytes: Vec<u8>) {
        if let Some(link) = &mut self.link {
            link.put_message(bytes);
        }
    }

    /// Whether a frame wants to be sent.
    pub fn has_frame(&self) -> bool {
        !self.frames.is_empty() || self.link.as_ref().is_some_and(|link| link.has_frame())
    }

    /// The next frame to send. It must be sent, and in this order.
    pub fn next_frame(&mut self, now: Duration) -> Result<Option<Vec<u8>>, End> {
        match (self.frames.pop_front(), &mut self.link) {
            (Some(frame), _) => Ok(Some(frame)),
            (None, Some(link)) => link.next_frame(now),
            (None, None) => Ok(None),
        }
    }

    /// Lets time pass.
    pub fn tick(&mut self, now: Duration) -> Result<(), End> {
        if self.hurried && now >= self.began + self.timing.handshake {
            return Err(End::Timeout { seconds: self.timing.handshake.as_secs() });
        }
        self.link.as_mut().map_or(Ok(()), |link| link.tick(now))
    }

    /// When `tick` is due.
    pub fn wake_at(&self) -> Duration {
        let deadline = if self.hurried { self.began + self.timing.handshake } else { Duration::MAX };
        self.link.as_ref().map_or(deadline, |link| link.wake_at().min(deadline))
    }

    /// Starts the silence anew, because it was us who did not listen.
    pub fn excuse(&mut self, now: Duration) {
        if let Some(link) = &mut self.link {
            link.excuse(now);
        }
    }

    /// Ends the session on purpose: gives the frame that tells the other side, if it can be told.
    pub fn bye(&mut self, now: Duration, reason: &str) -> Option<Vec<u8>> {
        self.open = false;
        self.link.take()?.farewell(now, reason)
    }
}
