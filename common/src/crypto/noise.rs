//! Noise XX: the handshake in which both sides prove their keys, and the sealed frames after it.

use serde::{Deserialize, Serialize};
use snow::{Builder, HandshakeState, TransportState, params::NoiseParams};

use super::{CryptoError, NodeKey, PublicKey, curve::Resolver};

/// Bytes of the largest frame.
pub const MAX_FRAME: usize = 65_535;

/// Bytes that one frame can carry.
pub const MAX_PLAIN: usize = MAX_FRAME - TAG;

/// Messages in one direction after which a session must be made anew.
pub const REKEY_MESSAGES: u64 = 1 << 32;

const TAG: usize = 16;

/// The ciphers there are; both sides speak both, and the minion chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Suite {
    /// AES-256-GCM with SHA-256.
    Aes,
    /// ChaCha20-Poly1305 with SHA-256.
    ChaCha,
}

impl Suite {
    /// Chooses what is fast on this machine: AES where the processor has instructions for it.
    pub fn for_this_machine() -> Suite {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        let fast = std::arch::is_x86_feature_detected!("aes");
        #[cfg(target_arch = "aarch64")]
        let fast = std::arch::is_aarch64_feature_detected!("aes");
        #[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
        let fast = false;
        if fast { Suite::Aes } else { Suite::ChaCha }
    }

    fn params(self) -> Result<NoiseParams, CryptoError> {
        let name = match self {
            Suite::Aes => "Noise_XX_25519_AESGCM_SHA256",
            Suite::ChaCha => "Noise_XX_25519_ChaChaPoly_SHA256",
        };
        name.parse().map_err(|_| CryptoError::Key)
    }
}

impl From<Suite> for u8 {
    fn from(suite: Suite) -> u8 {
        match suite {
            Suite::Aes => 1,
            Suite::ChaCha => 2,
        }
    }
}

impl TryFrom<u8> for Suite {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Suite, &'static str> {
        match number {
            1 => Ok(Suite::Aes),
            2 => Ok(Suite::ChaCha),
            _ => Err("unknown suite"),
        }
    }
}

/// Which end of the session this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Opens the talk: the minion.
    Initiator,
    /// Waits for it: the master.
    Responder,
}

/// A handshake under way: three messages, the first from the initiator.
pub struct Handshake(Box<HandshakeState>);

impl Handshake {
    /// Begins a handshake; `prologue` must be the same bytes on both sides.
    pub fn begin(side: Side, suite: Suite, key: &NodeKey, prologue: &[u8]) -> Result<Handshake, CryptoError> {
        let builder = Builder::with_resolver(suite.params()?, Box::new(Resolver))
            .local_private_key(key.private().expose())
            .and_then(|builder| builder.prologue(prologue))
            .map_err(|_| CryptoError::Key)?;
        let state = match side {
            Side::Initiator => builder.build_initiator(),
            Side::Responder => builder.build_responder(),
        };
        state.map(|state| Handshake(Box::new(state))).map_err(|_| CryptoError::Key)
    }

    /// Writes the next handshake message with something to say in it.
    pub fn write(&mut self, payload: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let mut out = vec![0; payload.len() + 256];
        let len = self.0.write_message(payload, &mut out).map_err(|_| CryptoError::Handshake)?;
        out.truncate(len);
        Ok(out)
    }

    /// Reads the other side's next handshake message and gives what it says.
    pub fn read(&mut self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let mut out = vec![0; message.len()];
        let len = self.0.read_message(message, &mut out).map_err(|_| CryptoError::Handshake)?;
        out.truncate(len);
        Ok(out)
    }

    /// The other side's static key, once it has been shown and proved.
    pub fn peer(&self) -> Option<PublicKey> {
        self.0.get_remote_static().and_then(|key| key.try_into().ok())
    }

    /// Ends the handshake and gives the sealed channel.
    pub fn finish(self) -> Result<Sealed, CryptoError> {
        let state = self.0.into_transport_mode().map_err(|_| CryptoError::Handshake)?;
        Ok(Sealed { state, limit: REKEY_MESSAGES, broken: false })
    }
}

/// The sealed channel after the handshake. Nonces are counters on both sides, so a frame that is replayed,
/// lost or out of order does not open; after that nothing opens any more.
pub struct Sealed {
    state: TransportState,
    limit: u64,
    broken: bool,
}

impl Sealed {
    /// Seals one frame.
    pub fn seal(&mut self, plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
        if plain.len() > MAX_PLAIN {
            return Err(CryptoError::TooLarge(plain.len()));
        }
        if self.state.sending_nonce() >= self.limit {
            return Err(CryptoError::Exhausted);
        }
        let mut out = vec![0; plain.len() + TAG];
        let len = self.state.write_message(plain, &mut out).map_err(|_| CryptoError::Exhausted)?;
        out.truncate(len);
        Ok(out)
    }

    /// Opens the next frame.
    pub fn open(&mut self, frame: &[u8]) -> Result<Vec<u8>, CryptoError> {
        if self.broken || frame.len() < TAG {
            self.broken = true;
            return Err(CryptoError::Open);
        }
        if self.state.receiving_nonce() >= self.limit {
            return Err(CryptoError::Exhausted);
        }
        let mut out = vec![0; frame.len()];
        match self.state.read_message(frame, &mut out) {
            Ok(len) => {
                out.truncate(len);
                Ok(out)
            }
            Err(_) => {
                self.broken = true;
                Err(CryptoError::Open)
            }
        }
    }

    /// Frames sealed or opened so far, whichever is more.
    pub fn used(&self) -> u64 {
        self.state.sending_nonce().max(self.state.receiving_nonce())
    }
}

#[cfg(test)]
mod tests {
    use super::{CryptoError, Handshake, MAX_PLAIN, Sealed, Side, Suite};
    use crate::crypto::NodeKey;

    fn pair(suite: Suite, prologues: [&[u8]; 2]) -> Result<(Sealed, Sealed), CryptoError> {
        let (minion, master) = (NodeKey::generate().unwrap(), NodeKey::generate().unwrap());
        let mut a = Handshake::begin(Side::Initiator, suite, &minion, prologues[0])?;
        let mut b = Handshake::begin(Side::Responder, suite, &master, prologues[1])?;
        b.read(&a.write(b"")?)?;
        a.read(&b.write(b"")?)?;
        assert_eq!(a.peer(), Some(master.public()));
        assert_eq!(b.read(&a.write(b"claim")?)?, b"claim");
        assert_eq!(b.peer(), Some(minion.public()));
        Ok((a.finish()?, b.finish()?))
    }

    #[test]
    fn both_suites_carry_frames_both_ways() {
        for suite in [Suite::Aes, Suite::ChaCha] {
            let (mut a, mut b) = pair(suite, [b"same", b"same"]).unwrap();
            for plain in [b"".to_vec(), b"x".to_vec(), vec![7; MAX_PLAIN]] {
                let frame = a.seal(&plain).unwrap();
                assert_eq!(b.open(&frame).unwrap(), plain);
                let frame = b.seal(&plain).unwrap();
                assert_eq!(a.open(&frame).unwrap(), plain);
            }
            assert_eq!(a.used(), 3);
            assert_eq!(a.seal(&vec![0; MAX_PLAIN + 1]), Err(CryptoError::TooLarge(MAX_PLAIN + 1)));
        }
    }

    #[test]
    fn a_changed_prologue_does_not_pass() {
        assert_eq!(pair(Suite::Aes, [b"one", b"two"]).err(), Some(CryptoError::Handshake));
    }

    #[test]
    fn a_frame_that_was_touched_ends_the_channel() {
        type Touch = fn(&[Vec<u8>]) -> Vec<Vec<u8>>;
        let touches: [(&str, Touch); 5] = [
            ("replayed", |f| vec![f[0].clone(), f[0].clone()]),
            ("reordered", |f| vec![f[1].clone()]),
            ("truncated", |f| vec![f[0][..f[0].len() - 1].to_vec()]),
            ("forged", |f| vec![f[0].iter().map(|byte| byte ^ 1).collect()]),
            ("emptied", |_| vec![vec![]]),
        ];
        for (name, touch) in touches {
            let (mut a, mut b) = pair(Suite::Aes, [b"", b""]).unwrap();
            let frames: Vec<_> = (0..3).map(|n| a.seal(&[n]).unwrap()).collect();
            let mut opened: Vec<_> = touch(&frames).iter().map(|frame| b.open(frame)).collect();
            assert_eq!(opened.pop(), Some(Err(CryptoError::Open)), "{name}");
            for frame in &frames {
                assert_eq!(b.open(frame), Err(CryptoError::Open), "{name}: nothing opens after it");
            }
        }
    }

    #[test]
    fn a_channel_stops_before_its_counters_do() {
        let (mut a, mut b) = pair(Suite::Aes, [b"", b""]).unwrap();
        (a.limit, b.limit) = (2, 1);
        let frames = [a.seal(b"1").unwrap(), a.seal(b"2").unwrap()];
        assert_eq!(a.seal(b"3"), Err(CryptoError::Exhausted));
        assert_eq!(b.open(&frames[0]).unwrap(), b"1");
        assert_eq!(b.open(&frames[1]), Err(CryptoError::Exhausted));
    }
}
