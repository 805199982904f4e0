//! The frames: outer ones as they cross the network, inner ones as they lie in a sealed frame.
//!
//! Both are arrays, a number first. What they carry as a body (claims, messages) are named maps.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{CodecError, Limits, Versions, decode};
use crate::{
    crypto::{MAX_FRAME, MAX_PLAIN, Suite},
    id::MinionId,
    value::Dict,
};

/// Bytes of a message that one inner frame carries; the rest of it is its array's head.
pub const MAX_CHUNK: usize = MAX_PLAIN - 16;

/// What a minion offers in the open. Its encoded bytes are the handshake's prologue, so that nobody can change them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The versions that the minion speaks.
    pub versions: Versions,
    /// The version that it will speak: the newest common one, as far as it knows.
    pub version: u16,
    /// The cipher suite of this session.
    pub suite: Suite,
}

impl Offer {
    /// The bytes that both sides bind the handshake to.
    pub fn prologue(&self) -> Vec<u8> {
        let mut bytes = b"halite session\0".to_vec();
        for number in [self.versions.oldest, self.versions.newest, self.version, u8::from(self.suite).into()]
        {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes
    }
}

/// A frame as it crosses the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outer {
    /// Minion to master: begins a handshake.
    Open {
        /// What the minion offers.
        offer: Offer,
        /// The first message of the handshake.
        noise: Vec<u8>,
    },
    /// Master to minion: the second message of the handshake.
    Answer {
        /// The message.
        noise: Vec<u8>,
    },
    /// Minion to master: the third message of the handshake; the claim is sealed in it.
    Finish {
        /// The message.
        noise: Vec<u8>,
    },
    /// Both ways, after the handshake.
    Sealed {
        /// The ciphertext.
        sealed: Vec<u8>,
    },
    /// Master to minion, instead of an answer: nobody can vouch for it, so it is only advice.
    Later {
        /// The versions that the master speaks.
        versions: Versions,
        /// Seconds to wait before another attempt.
        seconds: u16,
    },
}

const OPEN: u8 = 1;
const ANSWER: u8 = 2;
const FINISH: u8 = 3;
const SEALED: u8 = 4;
const LATER: u8 = 5;

type Raw = serde_bytes::ByteBuf;

impl Outer {
    /// Encodes the frame.
    pub fn encode(&self) -> Result<Vec<u8>, CodecError> {
        match self {
            Outer::Open { offer, noise } => {
                let Versions { oldest, newest } = offer.versions;
                array(&(OPEN, oldest, newest, offer.version, offer.suite, Raw::from(noise.as_slice())))
            }
            Outer::Answer { noise } => array(&(ANSWER, serde_bytes::Bytes::new(noise))),
            Outer::Finish { noise } => array(&(FINISH, serde_bytes::Bytes::new(noise))),
            Outer::Sealed { sealed } => array(&(SEALED, serde_bytes::Bytes::new(sealed))),
            Outer::Later { versions, seconds } => array(&(LATER, versions.oldest, versions.newest, seconds)),
        }
    }

    /// Decodes a frame.
    pub fn decode(bytes: &[u8]) -> Result<Outer, CodecError> {
        let limits = Limits { size: MAX_FRAME + 16, depth: 1, nodes: 8 };
        Ok(match kind(bytes)? {
            OPEN => {
                let (_, oldest, newest, version, suite, noise): (u8, _, _, _, _, Raw) =
                    decode(bytes, limits)?;
                let offer = Offer { versions: Versions { oldest, newest }, version, suite };
                Outer::Open { offer, noise: noise.into_vec() }
            }
            ANSWER => Outer::Answer { noise: body(bytes, limits)? },
            FINISH => Outer::Finish { noise: body(bytes, limits)? },
            SEALED => Outer::Sealed { sealed: body(bytes, limits)? },
            LATER => {
                let (_, oldest, newest, seconds): (u8, _, _, _) = decode(bytes, limits)?;
                Outer::Later { versions: Versions { oldest, newest }, seconds }
            }
            other => return Err(CodecError::Unknown(format!("outer frame {other}"))),
        })
    }
}

/// What a minion says of itself in the last handshake message, sealed for the master.
#[derive(Serialize, Deserialize)]
pub struct Claim {
    /// Who it says to be.
    pub id: MinionId,
    /// A one-time enrolment token, if it has one.
    #[serde(default, with = "serde_bytes")]
    pub token: Option<Vec<u8>>,
    /// What the session is for.
    #[serde(default)]
    pub role: Role,
    /// Grains by which a new key may be accepted (`autosign_grains`). They prove nothing but that somebody wrote them there.
    #[serde(default, skip_serializing_if = "Dict::is_empty")]
    pub grains: Dict,
}

/// What a session is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The minion itself: it is there for jobs, and there is one.
    #[default]
    Daemon,
    /// A function called by hand on the minion's host: it may ask for what is the minion's, and gets no job.
    Call,
}

/// The master's answer to a claim, sealed for the minion. After `Pending` another one follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Come in.
    Accepted,
    /// The key waits for an operator.
    Pending {
        /// Why the enrolment token that was brought did not spare the wait.
        token: Option<TokenFault>,
    },
    /// An operator has rejected the key.
    Rejected,
    /// The id is known with another key.
    Denied,
    /// Too many wait already; come back after so many seconds.
    Busy {
        /// Seconds to wait.
        seconds: u16,
    },
}

/// Why an enrolment token let nobody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenFault {
    /// Not the text of a token.
    #[error("what was given as an enrolment token is none")]
    Malformed,
    /// The master does not know it.
    #[error("the master does not know the enrolment token: it was used before, taken back, or mistyped")]
    Unknown,
    /// Its time is over.
    #[error("the enrolment token has expired")]
    Expired,
    /// Its glob does not match the minion's id.
    #[error("the enrolment token is for other minion ids")]
    OtherIds,
}

impl TokenFault {
    const ALL: [TokenFault; 4] =
        [TokenFault::Malformed, TokenFault::Unknown, TokenFault::Expired, TokenFault::OtherIds];

    /// Its number on the wire; 0 stands for none.
    fn number(fault: Option<TokenFault>) -> u16 {
        TokenFault::ALL.iter().zip(1..).find(|(one, _)| Some(**one) == fault).map_or(0, |(_, number)| number)
    }

    /// A fault that only a newer master knows is none.
    fn of_number(number: u16) -> Option<TokenFault> {
        TokenFault::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }
}

/// What lies in a sealed frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inner {
    /// A piece of a message; pieces of one message follow each other.
    Chunk {
        /// Whether the message ends here.
        last: bool,
        /// The piece.
        data: Vec<u8>,
    },
    /// Master to minion: the answer to the claim.
    Verdict(Verdict),
    /// Both ways: I am here.
    Heartbeat,
    /// Both ways: the session ends on purpose.
    Bye {
        /// Why, for the other side's log.
        reason: String,
    },
}

const CHUNK: u8 = 1;
const VERDICT: u8 = 2;
const HEARTBEAT: u8 = 3;
const BYE: u8 = 4;

/// Longest reason of a goodbye that is taken over into a log.
const MAX_REASON: usize = 200;

impl Inner {
    /// Encodes the frame.
    pub fn encode(&self) -> Result<Vec<u8>, CodecError> {
        match self {
            Inner::Chunk { last, data } => array(&(CHUNK, last, serde_bytes::Bytes::new(data))),
            Inner::Verdict(verdict) => {
                let (number, detail) = match verdict {
                    Verdict::Accepted => (0_u8, 0),
                    Verdict::Pending { token } => (1, TokenFault::number(*token)),
                    Verdict::Rejected => (2, 0),
                    Verdict::Denied => (3, 0),
                    Verdict::Busy { seconds } => (4, *seconds),
                };
                array(&(VERDICT, number, detail))
            }
            Inner::Heartbeat => array(&(HEARTBEAT,)),
            Inner::Bye { reason } => array(&(BYE, reason.chars().take(MAX_REASON).collect::<String>())),
        }
    }

    /// Decodes a frame.
    pub fn decode(bytes: &[u8]) -> Result<Inner, CodecError> {
        let limits = Limits { size: MAX_PLAIN, depth: 1, nodes: 8 };
        Ok(match kind(bytes)? {
            CHUNK => {
                let (_, last, data): (u8, bool, Raw) = decode(bytes, limits)?;
                Inner::Chunk { last, data: data.into_vec() }
            }
            VERDICT => {
                let (_, number, detail): (u8, u8, u16) = decode(bytes, limits)?;
                Inner::Verdict(match number {
                    0 => Verdict::Accepted,
                    1 => Verdict::Pending { token: TokenFault::of_number(detail) },
                    2 => Verdict::Rejected,
                    3 => Verdict::Denied,
                    4 => Verdict::Busy { seconds: detail },
                    other => return Err(CodecError::Unknown(format!("verdict {other}"))),
                })
            }
            HEARTBEAT => decode::<(u8,)>(bytes, limits).map(|_| Inner::Heartbeat)?,
            BYE => {
                let (_, reason): (u8, String) = decode(bytes, limits)?;
                Inner::Bye { reason: reason.chars().take(MAX_REASON).filter(|c| !c.is_control()).collect() }
            }
            other => return Err(CodecError::Unknown(format!("inner frame {other}"))),
        })
    }
}

fn array<T: Serialize>(frame: &T) -> Result<Vec<u8>, CodecError> {
    rmp_serde::to_vec(frame).map_err(|error| CodecError::Encode(error.to_string()))
}

/// The number that an array begins with.
fn kind(bytes: &[u8]) -> Result<u8, CodecError> {
    match bytes {
        [0x91..=0x96, kind @ 0..=0x7f, ..] => Ok(*kind),
        [] => Err(CodecError::Truncated),
        _ => Err(CodecError::Malformed),
    }
}

fn body(bytes: &[u8], limits: Limits) -> Result<Vec<u8>, CodecError> {
    let (_, body): (u8, Raw) = decode(bytes, limits)?;
    Ok(body.into_vec())
}

#[cfg(test)]
mod tests {
    use super::{Inner, MAX_CHUNK, Offer, Outer, TokenFault, Verdict};
    use crate::{
        crypto::{MAX_FRAME, MAX_PLAIN, Suite},
        wire::Versions,
    };

    #[test]
    fn outer_frames_read_back() {
        let versions = Versions { oldest: 1, newest: 300 };
        let offer = Offer { versions, version: 2, suite: Suite::ChaCha };
        let frames = [
            Outer::Open { offer, noise: vec![1; 32] },
            Outer::Answer { noise: vec![2; 96] },
            Outer::Finish { noise: vec![3; 64] },
            Outer::Sealed { sealed: vec![4; MAX_FRAME] },
            Outer::Later { versions, seconds: 7 },
        ];
        for frame in frames {
            let bytes = frame.encode().unwrap();
            assert!(bytes.len() <= MAX_FRAME + 16);
            assert_eq!(Outer::decode(&bytes), Ok(frame));
            assert!(Outer::decode(&bytes[..bytes.len() - 1]).is_err(), "cut off");
            assert!(Outer::decode(&[bytes, vec![0]].concat()).is_err(), "with a byte too much");
        }
    }

    #[test]
    fn inner_frames_read_back_and_fit() {
        let frames = [
            Inner::Chunk { last: true, data: vec![0; MAX_CHUNK] },
            Inner::Chunk { last: false, data: vec![] },
            Inner::Verdict(Verdict::Accepted),
            Inner::Verdict(Verdict::Busy { seconds: 900 }),
            Inner::Verdict(Verdict::Pending { token: None }),
            Inner::Verdict(Verdict::Pending { token: Some(TokenFault::OtherIds) }),
            Inner::Heartbeat,
            Inner::Bye { reason: "stopping".into() },
        ];
        for frame in frames {
            let bytes = frame.encode().unwrap();
            assert!(bytes.len() <= MAX_PLAIN);
            assert_eq!(Inner::decode(&bytes), Ok(frame));
        }
        for bad in [&[][..], &[0x90], &[0x91, 0x55], &[0x93, 2, 9, 0], &[0x91, 1]] {
            assert!(Inner::decode(bad).is_err() && Outer::decode(bad).is_err(), "{bad:x?}");
        }
    }

    #[test]
    fn every_part_of_an_offer_is_in_the_prologue() {
        let offer = |oldest, newest, version, suite| {
            Offer { versions: Versions { oldest, newest }, version, suite }.prologue()
        };
        let base = offer(1, 2, 2, Suite::Aes);
        for other in [
            offer(2, 2, 2, Suite::Aes),
            offer(1, 3, 2, Suite::Aes),
            offer(1, 2, 1, Suite::Aes),
            offer(1, 2, 2, Suite::ChaCha),
        ] {
            assert_ne!(base, other);
        }
    }
}
