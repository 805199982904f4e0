//! Both ends against each other, in made-up time.

use std::time::Duration;

use super::{End, MasterEnd, MasterEvent, MinionEnd, MinionEvent, Opening, Talk, Timing, Trust};
use crate::{
    crypto::{CryptoError, NodeKey, Suite},
    wire::{Claim, Outer, PROTOCOL, Verdict, Versions},
};

const ZERO: Duration = Duration::ZERO;
const LIMIT: usize = 1 << 20;

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

struct Pair {
    minion: MinionEnd,
    master: MasterEnd,
    minion_key: NodeKey,
    master_key: NodeKey,
}

fn opening(key: &NodeKey, trust: Trust) -> Opening {
    Opening {
        key: key.clone(),
        claim: Claim {
            id: "web1".parse().unwrap(),
            token: Some(b"token".to_vec()),
            role: Default::default(),
            grains: Default::default(),
        },
        trust,
        version: PROTOCOL.newest,
        suite: Suite::Aes,
        timing: Timing::default(),
        max_message: LIMIT,
    }
}

fn pair(trust: impl FnOnce(&NodeKey) -> Trust) -> Pair {
    let (minion_key, master_key) = (NodeKey::generate().unwrap(), NodeKey::generate().unwrap());
    let minion = MinionEnd::begin(opening(&minion_key, trust(&master_key)), ZERO).unwrap();
    let master = MasterEnd::new(master_key.clone(), Timing::default(), LIMIT, ZERO);
    Pair { minion, master, minion_key, master_key }
}

fn frame(talk: &mut Talk, now: Duration) -> Vec<u8> {
    talk.next_frame(now).unwrap().expect("a frame to send")
}

impl Pair {
    /// Runs the handshake; the claim lies with the doorkeeper.
    fn shake(&mut self) -> Result<MasterEvent, End> {
        let open = frame(&mut self.minion.talk, ZERO);
        assert!(self.master.receive(ZERO, &open)?.is_none());
        let answer = frame(&mut self.master.talk, ZERO);
        assert!(self.minion.receive(ZERO, &answer)?.is_none());
        let finish = frame(&mut self.minion.talk, ZERO);
        Ok(self.master.receive(ZERO, &finish)?.expect("a claim"))
    }

    fn judge(&mut self, verdict: Verdict) -> Result<Option<MinionEvent>, End> {
        self.master.verdict(verdict);
        let frame = frame(&mut self.master.talk, ZERO);
        self.minion.receive(ZERO, &frame)
    }

    fn open() -> Pair {
        let mut pair = pair(|_| Trust::FirstContact);
        pair.shake().unwrap();
        pair.judge(Verdict::Accepted).unwrap();
        pair
    }
}

#[test]
fn a_minion_proves_its_key_says_who_it_is_and_is_let_in() {
    let other = NodeKey::generate().unwrap().public().fingerprint();
    let mut pair = pair(|key| Trust::Fingers(vec![other, key.public().fingerprint()]));
    let MasterEvent::Claimed { claim, key } = pair.shake().unwrap() else { panic!("no claim") };
    assert_eq!(claim.id.as_str(), "web1");
    assert_eq!(claim.token.as_deref(), Some(&b"token"[..]));
    assert_eq!(key, pair.minion_key.public());
    assert!(!pair.minion.talk.takes_message() && !pair.master.talk.takes_message());
    let event = pair.judge(Verdict::Accepted).unwrap();
    let verdict = Verdict::Accepted;
    assert_eq!(event, Some(MinionEvent::Verdict { master: pair.master_key.public(), verdict }));
    assert!(pair.minion.talk.takes_message() && pair.master.talk.takes_message());
}

#[test]
fn messages_of_any_size_up_to_the_limit_pass_both_ways() {
    let mut pair = Pair::open();
    for size in [0, 1, 65_000, 65_503, 65_504, 300_000, LIMIT] {
        let message: Vec<u8> = (0..size).map(|n| n as u8).collect();
        pair.minion.talk.put_message(message.clone());
        pair.master.talk.put_message(message.clone());
        let (mut at_master, mut at_minion) = (None, None);
        while pair.minion.talk.has_frame() {
            let bytes = frame(&mut pair.minion.talk, ZERO);
            at_master = pair.master.receive(ZERO, &bytes).unwrap();
        }
        while pair.master.talk.has_frame() {
            let bytes = frame(&mut pair.master.talk, ZERO);
            at_minion = pair.minion.receive(ZERO, &bytes).unwrap();
        }
        assert!(matches!(at_master, Some(MasterEvent::Message(m)) if m == message), "{size}");
        assert_eq!(at_minion, Some(MinionEvent::Message(message)), "{size}");
    }
    pair.minion.talk.put_message(vec![0; LIMIT + 1]);
    let end = loop {
        let bytes = frame(&mut pair.minion.talk, ZERO);
        if let Err(end) = pair.master.receive(ZERO, &bytes) {
            break end;
        }
    };
    assert_eq!(end, End::TooLarge { limit: LIMIT });
}

#[test]
fn a_pending_minion_waits_as_long_as_it_takes() {
    let mut pair = pair(|_| Trust::FirstContact);
    pair.shake().unwrap();
    let event = pair.judge(Verdict::Pending { token: None }).unwrap();
    assert!(matches!(event, Some(MinionEvent::Verdict { verdict: Verdict::Pending { .. }, .. })));
    assert!(!pair.minion.talk.takes_message());
    let mut now = ZERO;
    for _ in 0..100 {
        now = pair.minion.talk.wake_at().min(pair.master.talk.wake_at());
        pair.minion.talk.tick(now).unwrap();
        pair.master.talk.tick(now).unwrap();
        while pair.minion.talk.has_frame() {
            let bytes = frame(&mut pair.minion.talk, now);
            assert!(pair.master.receive(now, &bytes).unwrap().is_none());
        }
        while pair.master.talk.has_frame() {
            let bytes = frame(&mut pair.master.talk, now);
            assert!(pair.minion.receive(now, &bytes).unwrap().is_none());
        }
    }
    assert!(now > seconds(300), "{now:?}");
    assert!(pair.judge(Verdict::Accepted).is_ok());
    assert!(pair.minion.talk.takes_message());
}

#[test]
fn whom_the_doorkeeper_refuses_is_told_so() {
    for verdict in [Verdict::Rejected, Verdict::Denied, Verdict::Busy { seconds: 30 }] {
        let mut pair = pair(|_| Trust::FirstContact);
        pair.shake().unwrap();
        assert_eq!(pair.judge(verdict), Err(End::Refused(verdict)));
    }
}

#[test]
fn a_wrong_master_learns_nothing() {
    let other = NodeKey::generate().unwrap().public();
    for trust in [Trust::Keys(vec![other]), Trust::Fingers(vec![other.fingerprint()])] {
        let mut pair = pair(|_| trust);
        let found = pair.master_key.public().fingerprint();
        assert_eq!(pair.shake().err(), Some(End::Untrusted { expected: other.fingerprint(), found }));
        assert!(!pair.minion.talk.has_frame());
    }
}

#[test]
fn a_peer_that_is_not_let_in_may_say_nothing() {
    let mut pair = pair(|_| Trust::FirstContact);
    pair.shake().unwrap();
    pair.minion.talk.open = true;
    pair.minion.talk.put_message(b"let me in".to_vec());
    let bytes = frame(&mut pair.minion.talk, ZERO);
    assert_eq!(pair.master.receive(ZERO, &bytes).err(), Some(End::Unexpected("a message")));
}

#[test]
fn touched_frames_end_the_session() {
    let check = |name: &str, touch: fn(Vec<u8>, Vec<u8>) -> Vec<Vec<u8>>| {
        let mut pair = Pair::open();
        pair.minion.talk.put_message(b"one".to_vec());
        let first = frame(&mut pair.minion.talk, ZERO);
        pair.minion.talk.put_message(b"two".to_vec());
        let second = frame(&mut pair.minion.talk, ZERO);
        let end = touch(first, second).iter().find_map(|bytes| pair.master.receive(ZERO, bytes).err());
        assert_eq!(end, Some(End::Crypto(CryptoError::Open)), "{name}");
        let any = Outer::Sealed { sealed: vec![0; 32] }.encode().unwrap();
        assert!(pair.master.receive(ZERO, &any).is_err(), "{name}: it stays over");
    };
    check("replayed", |first, _| vec![first.clone(), first]);
    check("reordered", |_, second| vec![second]);
    check("forged", |mut first, _| {
        *first.last_mut().unwrap() ^= 1;
        vec![first]
    });
}

#[test]
fn garbage_and_frames_out_of_place_end_the_session() {
    let cases: [Vec<u8>; 5] = [
        vec![],
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        vec![0; 100],
        Outer::Answer { noise: vec![0; 96] }.encode().unwrap(),
        Outer::Finish { noise: vec![0; 96] }.encode().unwrap(),
    ];
    for bytes in cases {
        let mut master = pair(|_| Trust::FirstContact).master;
        assert!(master.receive(ZERO, &bytes).is_err(), "{bytes:x?}");
        let mut open = Pair::open();
        assert!(open.master.receive(ZERO, &bytes).is_err(), "{bytes:x?}");
    }
}

#[test]
fn a_half_open_handshake_times_out() {
    let mut pair = pair(|_| Trust::FirstContact);
    let open = frame(&mut pair.minion.talk, ZERO);
    pair.master.receive(ZERO, &open).unwrap();
    let end = End::Timeout { seconds: 10 };
    for talk in [&mut pair.minion.talk, &mut pair.master.talk] {
        assert_eq!(talk.wake_at(), seconds(10));
        assert_eq!(talk.tick(seconds(9)), Ok(()));
        assert_eq!(talk.tick(seconds(10)).as_ref(), Err(&end));
    }
}

#[test]
fn silence_ends_a_session_unless_it_was_ours() {
    let mut pair = Pair::open();
    assert_eq!(pair.minion.talk.wake_at(), seconds(10));
    pair.minion.talk.tick(seconds(10)).unwrap();
    assert!(pair.minion.talk.has_frame(), "a heartbeat");
    assert_eq!(pair.minion.talk.tick(seconds(35)), Err(End::Deaf { seconds: 35 }));
    pair.minion.talk.excuse(seconds(20));
    assert_eq!(pair.minion.talk.tick(seconds(35)), Ok(()));
}

#[test]
fn a_goodbye_tells_why() {
    let mut pair = Pair::open();
    let bye = pair.master.talk.bye(ZERO, "the master stops").unwrap();
    assert_eq!(pair.minion.receive(ZERO, &bye), Err(End::Bye("the master stops".into())));
    assert!(!pair.master.talk.takes_message());
}

#[test]
fn versions_are_agreed_on_or_the_session_ends() {
    let mut pair = pair(|_| Trust::FirstContact);
    let open = frame(&mut pair.minion.talk, ZERO);
    let Outer::Open { mut offer, noise } = Outer::decode(&open).unwrap() else { panic!("no offer") };
    offer.versions = Versions { oldest: 900, newest: 901 };
    let open = Outer::Open { offer, noise }.encode().unwrap();
    assert_eq!(pair.master.receive(ZERO, &open).err(), Some(End::Incompatible(offer.versions)));
    let later = frame(&mut pair.master.talk, ZERO);
    assert_eq!(pair.minion.receive(ZERO, &later), Err(End::Later { seconds: 60 }));

    let mut minion = Pair::open().minion;
    let later = Outer::Later { versions: offer.versions, seconds: 1 }.encode().unwrap();
    assert!(minion.receive(ZERO, &later).is_err(), "no advice from strangers once the session is open");
}

#[test]
fn an_offer_that_was_changed_on_the_way_does_not_pass() {
    let mut pair = pair(|_| Trust::FirstContact);
    let open = frame(&mut pair.minion.talk, ZERO);
    let Outer::Open { mut offer, noise } = Outer::decode(&open).unwrap() else { panic!("no offer") };
    offer.suite = Suite::ChaCha;
    let open = Outer::Open { offer, noise }.encode().unwrap();
    assert!(pair.master.receive(ZERO, &open).is_ok());
    let answer = frame(&mut pair.master.talk, ZERO);
    assert_eq!(pair.minion.receive(ZERO, &answer), Err(End::Crypto(CryptoError::Handshake)));
}
