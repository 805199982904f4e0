//! The handshake and the sealed frames after it, on both ends: against noise, and against a peer that has a key of its
//! own, seals as it should and says what the fuzzer wants. An end or an event, never a panic, and nothing before its turn.
#![no_main]

use std::{sync::LazyLock, time::Duration};

use halite_common::{
    crypto::{Handshake, NodeKey, Sealed, Side, Suite},
    session::{End, MasterEnd, MasterEvent, MinionEnd, MinionEvent, Opening, Timing, Trust},
    wire::{Claim, Offer, Outer, PROTOCOL, Verdict, Versions},
};
use libfuzzer_sys::fuzz_target;

static KEYS: LazyLock<[NodeKey; 2]> =
    LazyLock::new(|| [(); 2].map(|()| NodeKey::generate().expect("the system has random numbers")));

const LIMIT: usize = 4096;

/// The input as pieces, each with its length before it.
struct Pieces<'a>(&'a [u8]);

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (len, rest) = self.0.split_first_chunk::<2>()?;
        let (piece, rest) = rest.split_at(rest.len().min(u16::from_be_bytes(*len).into()));
        self.0 = rest;
        Some(piece)
    }
}

fn now(step: usize) -> Duration {
    Duration::from_millis(step as u64)
}

fn master_end() -> MasterEnd {
    MasterEnd::new(KEYS[0].clone(), Timing::default(), LIMIT, Duration::ZERO)
}

fn minion_end(suite: Suite) -> MinionEnd {
    let claim = Claim {
        id: "web1".parse().expect("an id"),
        token: Some(b"token".to_vec()),
        role: Default::default(),
        grains: Default::default(),
    };
    let opening = Opening {
        key: KEYS[1].clone(),
        claim,
        trust: Trust::FirstContact,
        version: PROTOCOL.newest,
        suite,
        timing: Timing::default(),
        max_message: LIMIT,
    };
    MinionEnd::begin(opening, Duration::ZERO).expect("a minion can begin")
}

/// Frames as they come: no key, no turn.
fn noise_at_the_master(pieces: Pieces<'_>) {
    let mut end = master_end();
    for (step, piece) in pieces.enumerate() {
        let _ = MasterEnd::begins(piece);
        match end.receive(now(step), piece) {
            Ok(event) => assert!(event.is_none(), "an event without a handshake"),
            Err(_) => return,
        }
    }
}

fn noise_at_the_minion(pieces: Pieces<'_>) {
    let mut end = minion_end(Suite::Aes);
    for (step, piece) in pieces.enumerate() {
        match end.receive(now(step), piece) {
            Ok(event) => assert!(event.is_none(), "an event without a handshake"),
            Err(_) => return,
        }
    }
}

fn seal(sealed: &mut Sealed, plain: &[u8]) -> Option<Vec<u8>> {
    Outer::Sealed { sealed: sealed.seal(plain).ok()? }.encode().ok()
}

/// A minion with a key: the first piece is its offer, the second its claim, the others lie in sealed frames.
fn hostile_minion(mut pieces: Pieces<'_>, accept: bool) -> Option<()> {
    let mut end = master_end();
    let [oldest, newest, version, suite] = *pieces.next()?.first_chunk::<4>()?;
    let suite = Suite::try_from(suite % 2 + 1).ok()?;
    let versions = Versions { oldest: oldest.into(), newest: newest.into() };
    let offer = Offer { versions, version: version.into(), suite };
    let mut handshake = Handshake::begin(Side::Initiator, suite, &KEYS[1], &offer.prologue()).ok()?;
    let open = Outer::Open { offer, noise: handshake.write(b"").ok()? }.encode().ok()?;
    if end.receive(now(0), &open).is_err() {
        assert_ne!(PROTOCOL.common(versions), Some(offer.version), "a good offer is taken");
        return None;
    }
    let answer = end.talk.next_frame(now(0)).ok()??;
    let Ok(Outer::Answer { noise }) = Outer::decode(&answer) else { panic!("no answer to a good offer") };
    handshake.read(&noise).expect("the master's answer fits");
    let finish = Outer::Finish { noise: handshake.write(pieces.next()?).ok()? }.encode().ok()?;
    match end.receive(now(0), &finish) {
        Ok(Some(MasterEvent::Claimed { key, .. })) => assert!(key == KEYS[1].public()),
        Ok(_) => panic!("a claim is no claim"),
        Err(_) => return None,
    }
    let mut sealed = handshake.finish().ok()?;
    if accept {
        end.verdict(Verdict::Accepted);
    }
    for (step, piece) in pieces.enumerate() {
        match end.receive(now(step), &seal(&mut sealed, piece)?) {
            Ok(Some(MasterEvent::Message(message))) => assert!(accept && message.len() <= LIMIT),
            Ok(Some(MasterEvent::Claimed { .. })) => panic!("a second claim"),
            Ok(None) => {}
            Err(_) => return None,
        }
    }
    Some(())
}

/// A master with a key that the minion has not met: each piece lies in a sealed frame.
fn hostile_master(pieces: Pieces<'_>, suite: Suite) -> Option<()> {
    let mut end = minion_end(suite);
    let open = end.talk.next_frame(now(0)).ok()??;
    let Ok(Outer::Open { offer, noise }) = Outer::decode(&open) else { panic!("the minion did not open") };
    let mut handshake = Handshake::begin(Side::Responder, suite, &KEYS[0], &offer.prologue()).ok()?;
    handshake.read(&noise).expect("the minion's first message fits");
    let answer = Outer::Answer { noise: handshake.write(b"").ok()? }.encode().ok()?;
    assert!(matches!(end.receive(now(0), &answer), Ok(None)));
    let finish = end.talk.next_frame(now(0)).ok()??;
    let Ok(Outer::Finish { noise }) = Outer::decode(&finish) else { panic!("the minion did not finish") };
    handshake.read(&noise).expect("the minion's claim fits");
    let mut sealed = handshake.finish().ok()?;
    let mut open = false;
    for (step, piece) in pieces.enumerate() {
        match end.receive(now(step), &seal(&mut sealed, piece)?) {
            Ok(Some(MinionEvent::Verdict { verdict, .. })) => {
                assert!(!open, "a verdict after the last one");
                open = verdict == Verdict::Accepted;
            }
            Ok(Some(MinionEvent::Message(message))) => assert!(open && message.len() <= LIMIT),
            Ok(None) => {}
            Err(End::Crypto(error)) => panic!("what was sealed in order does not open: {error}"),
            Err(_) => return None,
        }
    }
    Some(())
}

fuzz_target!(|input: &[u8]| {
    let Some((&mode, rest)) = input.split_first() else { return };
    let pieces = Pieces(rest);
    match mode % 6 {
        0 => noise_at_the_master(pieces),
        1 => noise_at_the_minion(pieces),
        2 => drop(hostile_minion(pieces, false)),
        3 => drop(hostile_minion(pieces, true)),
        4 => drop(hostile_master(pieces, Suite::Aes)),
        _ => drop(hostile_master(pieces, Suite::ChaCha)),
    }
});
