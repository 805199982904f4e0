//! The master's end: it answers a handshake, hears a claim, and lets in whom the doorkeeper accepts.

use std::time::Duration;

use super::{End, MasterEvent, Talk, Timing};
use crate::{
    crypto::{Handshake, NodeKey, Side},
    wire::{Inner, Limits, Offer, Outer, PROTOCOL, Verdict, decode},
};

/// Seconds after which a minion with the wrong version may come again, should it have no better idea.
const VERSION_WAIT: u16 = 60;

/// The master's end of one session.
pub struct MasterEnd {
    phase: Phase,
    /// What waits to be sent, and what is due when.
    pub talk: Talk,
}

enum Phase {
    /// Nothing heard yet.
    Idle {
        key: NodeKey,
    },
    /// The answer is out.
    Answered {
        handshake: Handshake,
    },
    /// The claim is with the doorkeeper, or with an operator.
    Claimed,
    /// Let in.
    Open,
    Over,
}

impl MasterEnd {
    /// Waits for a peer's first frame.
    pub fn new(key: NodeKey, timing: Timing, max_message: usize, now: Duration) -> MasterEnd {
        MasterEnd { phase: Phase::Idle { key }, talk: Talk::new(timing, max_message, now) }
    }

    /// Tells whether a frame from a stranger could begin a session; others are not worth a session's memory.
    pub fn begins(bytes: &[u8]) -> bool {
        matches!(Outer::decode(bytes), Ok(Outer::Open { .. }))
    }

    /// Makes the frame that tells a peer, unproved, to come back later.
    pub fn later(seconds: u16) -> Outer {
        Outer::Later { versions: PROTOCOL, seconds }
    }

    /// Takes a frame from the network. What `talk` has to send at an error still goes out.
    pub fn receive(&mut self, now: Duration, bytes: &[u8]) -> Result<Option<MasterEvent>, End> {
        match (Outer::decode(bytes)?, std::mem::replace(&mut self.phase, Phase::Over)) {
            (Outer::Open { offer, noise }, Phase::Idle { key }) => {
                self.open(&key, offer, &noise)?;
                Ok(None)
            }
            (Outer::Finish { noise }, Phase::Answered { handshake }) => self.finish(now, handshake, &noise),
            (Outer::Sealed { sealed }, phase @ (Phase::Claimed | Phase::Open)) => {
                let inner = self.talk.receive(now, &sealed)?;
                let event = self.sealed(inner)?;
                self.phase = phase;
                Ok(event)
            }
            _ => Err(End::Unexpected("this frame")),
        }
    }

    fn open(&mut self, key: &NodeKey, offer: Offer, noise: &[u8]) -> Result<(), End> {
        if PROTOCOL.common(offer.versions) != Some(offer.version) {
            self.talk.push(&MasterEnd::later(VERSION_WAIT))?;
            return Err(End::Incompatible(offer.versions));
        }
        let mut handshake = Handshake::begin(Side::Responder, offer.suite, key, &offer.prologue())?;
        if !handshake.read(noise)?.is_empty() {
            return Err(End::Unexpected("a word in the opening"));
        }
        self.talk.push(&Outer::Answer { noise: handshake.write(b"")? })?;
        self.phase = Phase::Answered { handshake };
        Ok(())
    }

    fn finish(
        &mut self,
        now: Duration,
        mut handshake: Handshake,
        noise: &[u8],
    ) -> Result<Option<MasterEvent>, End> {
        let claim = decode(&handshake.read(noise)?, Limits::STRANGER)?;
        let key = handshake.peer().ok_or(End::Unexpected("a claim without a key"))?;
        self.talk.seal(handshake.finish()?, now);
        self.talk.hurried = false;
        self.phase = Phase::Claimed;
        Ok(Some(MasterEvent::Claimed { claim, key }))
    }

    /// Who is not let in yet may only say that it is still there.
    fn sealed(&mut self, inner: Inner) -> Result<Option<MasterEvent>, End> {
        match inner {
            Inner::Heartbeat => Ok(None),
            Inner::Chunk { last, data } => Ok(self.talk.assemble(last, data)?.map(MasterEvent::Message)),
            Inner::Verdict(_) | Inner::Bye { .. } => Err(End::Unexpected("this sealed frame")),
        }
    }

    /// Answers the claim. After anything but `Accepted` and `Pending`, send what `talk` has and end.
    pub fn verdict(&mut self, verdict: Verdict) {
        if !matches!(self.phase, Phase::Claimed) {
            return;
        }
        self.talk.push_control(Inner::Verdict(verdict));
        if verdict == Verdict::Accepted {
            self.phase = Phase::Open;
            self.talk.open = true;
        }
    }
}
