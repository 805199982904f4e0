//! The minion's end: it opens the talk, checks the master before it says who it is, and waits to be let in.

use std::time::Duration;

use super::{End, MinionEvent, Talk, Timing};
use crate::{
    crypto::{Fingerprint, Handshake, NodeKey, PublicKey, Side, Suite},
    wire::{Claim, Inner, Offer, Outer, PROTOCOL, Verdict, Versions, encode},
};

/// Which master is the right one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The first that answers; its key is kept from then on.
    FirstContact,
    /// One with any of these keys: there are two while the master changes its own.
    Keys(Vec<PublicKey>),
    /// One whose key has any of these fingerprints.
    Fingers(Vec<Fingerprint>),
}

impl Trust {
    fn check(&self, found: PublicKey) -> Result<(), End> {
        let expected: Vec<Fingerprint> = match self {
            Trust::FirstContact => return Ok(()),
            Trust::Keys(keys) => keys.iter().map(|key| key.fingerprint()).collect(),
            Trust::Fingers(fingers) => fingers.clone(),
        };
        let found = found.fingerprint();
        match expected.first() {
            Some(_) if expected.contains(&found) => Ok(()),
            Some(first) => Err(End::Untrusted { expected: *first, found }),
            None => Err(End::Unexpected("a master where none is trusted")),
        }
    }
}

/// How a minion begins a session.
pub struct Opening {
    /// The minion's key.
    pub key: NodeKey,
    /// What it will say of itself, to the right master only.
    pub claim: Claim,
    /// Which master is the right one.
    pub trust: Trust,
    /// The protocol version to speak.
    pub version: u16,
    /// The cipher suite.
    pub suite: Suite,
    /// How long things may take.
    pub timing: Timing,
    /// Bytes of the largest message that the master may send.
    pub max_message: usize,
}

/// The minion's end of one session.
pub struct MinionEnd {
    phase: Phase,
    offered: u16,
    /// What waits to be sent, and what is due when.
    pub talk: Talk,
}

enum Phase {
    /// The offer is out.
    Opening {
        handshake: Handshake,
        claim: Claim,
        trust: Trust,
    },
    /// The claim is out, or answered by `Pending`.
    Claiming {
        master: PublicKey,
    },
    /// Let in.
    Open,
    Over,
}

impl MinionEnd {
    /// Begins a session.
    pub fn begin(opening: Opening, now: Duration) -> Result<MinionEnd, End> {
        let Opening { key, claim, trust, version, suite, timing, max_message } = opening;
        let offer = Offer { versions: PROTOCOL, version, suite };
        let mut handshake = Handshake::begin(Side::Initiator, suite, &key, &offer.prologue())?;
        let mut talk = Talk::new(timing, max_message, now);
        talk.push(&Outer::Open { offer, noise: handshake.write(b"")? })?;
        Ok(MinionEnd { phase: Phase::Opening { handshake, claim, trust }, offered: version, talk })
    }

    /// Takes a frame from the network.
    pub fn receive(&mut self, now: Duration, bytes: &[u8]) -> Result<Option<MinionEvent>, End> {
        match (Outer::decode(bytes)?, std::mem::replace(&mut self.phase, Phase::Over)) {
            (Outer::Answer { noise }, Phase::Opening { handshake, claim, trust }) => {
                self.answer(now, handshake, &claim, &trust, &noise)?;
                Ok(None)
            }
            (Outer::Later { versions, seconds }, Phase::Opening { .. }) => {
                Err(self.turned_away(versions, seconds))
            }
            (Outer::Sealed { sealed }, phase) => {
                let inner = self.talk.receive(now, &sealed)?;
                self.sealed(inner, phase)
            }
            _ => Err(End::Unexpected("this frame")),
        }
    }

    fn turned_away(&self, versions: Versions, seconds: u16) -> End {
        match PROTOCOL.common(versions) {
            None => End::Incompatible(versions),
            Some(version) if version != self.offered => End::Version(version),
            Some(_) => End::Later { seconds },
        }
    }

    /// The master's key is known and proved: is it the right one? Only then does it learn who we are.
    fn answer(
        &mut self,
        now: Duration,
        mut handshake: Handshake,
        claim: &Claim,
        trust: &Trust,
        noise: &[u8],
    ) -> Result<(), End> {
        handshake.read(noise)?;
        let master = handshake.peer().ok_or(End::Unexpected("an answer without a key"))?;
        trust.check(master)?;
        self.talk.push(&Outer::Finish { noise: handshake.write(&encode(claim)?)? })?;
        self.talk.seal(handshake.finish()?, now);
        self.phase = Phase::Claiming { master };
        Ok(())
    }

    fn sealed(&mut self, inner: Inner, phase: Phase) -> Result<Option<MinionEvent>, End> {
        let event = match (inner, &phase) {
            (Inner::Heartbeat, _) => None,
            (Inner::Chunk { last, data }, Phase::Open) => {
                self.talk.assemble(last, data)?.map(MinionEvent::Message)
            }
            (Inner::Verdict(verdict), Phase::Claiming { master }) => {
                let event = MinionEvent::Verdict { master: *master, verdict };
                self.talk.hurried = false;
                match verdict {
                    Verdict::Pending { .. } => {}
                    Verdict::Accepted => {
                        self.talk.open = true;
                        self.phase = Phase::Open;
                        return Ok(Some(event));
                    }
                    refused => return Err(End::Refused(refused)),
                }
                Some(event)
            }
            _ => return Err(End::Unexpected("this sealed frame")),
        };
        self.phase = phase;
        Ok(event)
    }
}
