//! A client of the protocol that says what it likes: with a key of its own, and any words in any order.

use std::{net::Ipv4Addr, time::Duration};

use halite_common::{
    crypto::{Handshake, NodeKey, Sealed, Side, Suite},
    value::{Dict, Value},
    wire::{
        Inner, Limits, MAX_CHUNK, MAX_MESSAGE, Offer, Outer, PROTOCOL, ToMaster, ToMinion, Verdict, decode,
        encode,
    },
};

use super::wire::{Heard, PATIENCE, Wire};

/// What it says of itself.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) id: String,
    pub(crate) token: Option<String>,
    pub(crate) role: &'static str,
    pub(crate) grains: Dict,
}

impl Claim {
    pub(crate) fn of(id: &str) -> Claim {
        Claim { id: id.to_owned(), token: None, role: "daemon", grains: Dict::new() }
    }

    pub(crate) fn with_token(id: &str, token: &str) -> Claim {
        Claim { token: Some(token.to_owned()), ..Claim::of(id) }
    }

    pub(crate) fn call(id: &str) -> Claim {
        Claim { role: "call", ..Claim::of(id) }
    }

    fn bytes(&self) -> Vec<u8> {
        let token = self.token.as_ref().map(|token| Value::Bytes(token.as_bytes().to_vec()));
        let claim = Dict::from([
            ("id", Value::from(self.id.as_str())),
            ("token", token.unwrap_or(Value::Null)),
            ("role", Value::from(self.role)),
            ("grains", Value::Dict(self.grains.clone())),
        ]);
        encode(&Value::Dict(claim)).expect("a claim can be encoded")
    }
}

/// What the master made of it.
pub(crate) enum Door {
    In(Box<Liar>),
    Waits,
    Refused(Verdict),
    /// Cut off, or sent away without a verdict.
    Shut,
}

impl Door {
    pub(crate) fn is_in(&self) -> bool {
        matches!(self, Door::In(_))
    }

    pub(crate) fn opened(self) -> Liar {
        match self {
            Door::In(liar) => *liar,
            Door::Waits => panic!("the key waits"),
            Door::Refused(verdict) => panic!("{verdict:?}"),
            Door::Shut => panic!("the door is shut"),
        }
    }
}

/// The offer of an honest minion.
pub(crate) fn honest_offer() -> Offer {
    Offer { versions: PROTOCOL, version: PROTOCOL.newest, suite: Suite::Aes }
}

/// A session with the master, let in.
pub(crate) struct Liar {
    pub(crate) wire: Wire,
    pub(crate) sealed: Sealed,
    partial: Vec<u8>,
}

impl Liar {
    /// Knocks as an honest minion would, with a claim of its choice.
    pub(crate) fn knock(port: u16, key: &NodeKey, claim: &Claim) -> Door {
        Liar::knock_from(port, Ipv4Addr::LOCALHOST, key, claim)
    }

    pub(crate) fn knock_from(port: u16, from: Ipv4Addr, key: &NodeKey, claim: &Claim) -> Door {
        let Ok(mut wire) = Wire::ready(port, from) else { return Door::Shut };
        let Some(sealed) = shake(&mut wire, key, honest_offer(), honest_offer(), &claim.bytes()) else {
            return Door::Shut;
        };
        Liar { wire, sealed, partial: Vec::new() }.verdict()
    }

    /// Waits for the answer to the claim.
    pub(crate) fn verdict(mut self) -> Door {
        match self.hear_inner(PATIENCE) {
            Some(Inner::Verdict(Verdict::Accepted)) => Door::In(Box::new(self)),
            Some(Inner::Verdict(Verdict::Pending { .. })) => Door::Waits,
            Some(Inner::Verdict(verdict)) => Door::Refused(verdict),
            _ => Door::Shut,
        }
    }

    /// Says hello and waits for the welcome.
    pub(crate) fn greet(&mut self, grains: Dict) {
        self.say(&ToMaster::Hello { version: "0".into(), grains, holding: Vec::new() });
        self.until("the welcome", |message| matches!(message, ToMinion::Welcome { .. }).then_some(()));
    }

    /// Says a message. Whether anybody listens is not its concern.
    pub(crate) fn say(&mut self, message: &ToMaster) {
        let bytes = encode(message).expect("a message can be encoded");
        self.say_bytes(&bytes);
    }

    /// Says bytes in the place of a message; false once the connection is cut.
    pub(crate) fn say_bytes(&mut self, bytes: &[u8]) -> bool {
        let pieces = bytes.len().div_ceil(MAX_CHUNK).max(1);
        (0..pieces).all(|n| {
            let data = bytes[n * MAX_CHUNK..bytes.len().min((n + 1) * MAX_CHUNK)].to_vec();
            self.say_inner(&Inner::Chunk { last: n + 1 == pieces, data })
        })
    }

    pub(crate) fn say_inner(&mut self, inner: &Inner) -> bool {
        self.say_plain(&inner.encode().expect("a frame can be encoded"))
    }

    /// Seals any bytes as a frame.
    pub(crate) fn say_plain(&mut self, plain: &[u8]) -> bool {
        let frame = self.sealed_frame(plain);
        self.wire.send(&frame).is_ok()
    }

    /// A frame as it would be sent.
    pub(crate) fn sealed_frame(&mut self, plain: &[u8]) -> Vec<u8> {
        let sealed = self.sealed.seal(plain).expect("the session is young");
        Outer::Sealed { sealed }.encode().expect("a frame can be encoded")
    }

    /// The next inner frame; none once the session is over or nothing comes.
    pub(crate) fn hear_inner(&mut self, patience: Duration) -> Option<Inner> {
        let Heard::Frame(frame) = self.wire.hear(patience) else { return None };
        let Ok(Outer::Sealed { sealed }) = Outer::decode(&frame) else { return None };
        Inner::decode(&self.sealed.open(&sealed).ok()?).ok()
    }

    /// The next message; none once the session is over or nothing comes.
    pub(crate) fn hear(&mut self, patience: Duration) -> Option<ToMinion> {
        loop {
            match self.hear_inner(patience)? {
                Inner::Chunk { last, data } => {
                    self.partial.extend(data);
                    if last {
                        let bytes = std::mem::take(&mut self.partial);
                        return decode(&bytes, Limits::known(MAX_MESSAGE)).ok();
                    }
                }
                Inner::Bye { .. } => return None,
                Inner::Verdict(_) | Inner::Heartbeat => {}
            }
        }
    }

    /// Waits for a message of a kind.
    pub(crate) fn until<T>(&mut self, what: &str, pick: impl Fn(ToMinion) -> Option<T>) -> T {
        loop {
            let message = self.hear(PATIENCE).unwrap_or_else(|| panic!("{what} did not come"));
            if let Some(found) = pick(message) {
                return found;
            }
        }
    }

    /// Asks for the pillar of whoever the master takes it for.
    pub(crate) fn pillar(&mut self, saltenv: Option<&str>, pillarenv: Option<&str>, overrides: Dict) -> Dict {
        let (saltenv, pillarenv) = (saltenv.map(str::to_owned), pillarenv.map(str::to_owned));
        self.say(&ToMaster::PillarRequest { request: 7, saltenv, pillarenv, overrides });
        self.until("the pillar", |message| match message {
            ToMinion::Pillar { request: 7, pillar } => Some(pillar.unwrap_or_default()),
            _ => None,
        })
    }

    /// Whether the master still answers on this session: its answer comes after all that was said before.
    pub(crate) fn is_heard(&mut self) -> bool {
        self.say(&ToMaster::EnvironmentsRequest { request: 4242 });
        loop {
            match self.hear(PATIENCE) {
                Some(ToMinion::Environments { request: 4242, .. }) => return true,
                Some(_) => {}
                None => return false,
            }
        }
    }
}

/// A handshake in which what is offered may differ from what the handshake is bound to. None if the master does not
/// take part.
pub(crate) fn shake(
    wire: &mut Wire,
    key: &NodeKey,
    offered: Offer,
    bound: Offer,
    claim: &[u8],
) -> Option<Sealed> {
    let mut handshake =
        Handshake::begin(Side::Initiator, bound.suite, key, &bound.prologue()).expect("a handshake begins");
    let noise = handshake.write(b"").ok()?;
    wire.send(&Outer::Open { offer: offered, noise }.encode().ok()?).ok()?;
    let Heard::Frame(frame) = wire.hear(PATIENCE) else { return None };
    let Ok(Outer::Answer { noise }) = Outer::decode(&frame) else { return None };
    handshake.read(&noise).ok()?;
    let noise = handshake.write(claim).ok()?;
    wire.send(&Outer::Finish { noise }.encode().ok()?).ok()?;
    handshake.finish().ok()
}
