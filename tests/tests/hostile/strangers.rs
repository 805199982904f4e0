//! Floods by those who have no key.

use std::{
    io::{Read, Write},
    net::Ipv4Addr,
    time::Duration,
};

use halite_common::{
    crypto::{EnrolmentToken, Handshake, NodeKey, Side},
    value::{Dict, Value},
    wire::{Outer, encode},
};
use halite_tests::House;

use super::{
    liar::{Claim, Door, Liar, honest_offer},
    meter::{STRANGERS, flood, scale},
    scene::Scene,
    tally::Tally,
    wire::{Wire, headed},
};

/// A house in which an honest minion lives.
fn quiet(options: &str) -> (Scene, halite_tests::Daemon) {
    let scene = Scene::of(House::new(options));
    let web1 = scene.house.enrolled_minion("web1");
    (scene, web1)
}

/// One of many hosts, so that limits on one address are not what saves the master.
fn host(n: usize) -> Ipv4Addr {
    Ipv4Addr::new(
        127,
        1,
        u8::try_from(n / 250 % 250).expect("below 250"),
        u8::try_from(n % 250).expect("below 250") + 1,
    )
}

pub(crate) fn garbage(tally: &mut Tally) {
    let (scene, _web1) = quiet("");
    let port = scene.port();
    flood(tally, &scene, "garbage on the port", STRANGERS, || {
        let words: [&[u8]; 8] = [
            b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"SSH-2.0-x\r\n",
            &[0xff; 4096],
            &[0; 64],
            b"\xff\0\0\0\0\0\0\0\x01\x7f\x02\0",
            b"\x01\x00",
            &[0x80; 9000],
        ];
        let count = 500 * scale();
        for n in 0..count {
            if let Ok(mut wire) = Wire::dial_from(port, host(n)) {
                let _ = wire.raw(words[n % words.len()]);
            }
        }
        count
    });
}

pub(crate) fn half_open(tally: &mut Tally) {
    let (scene, _web1) = quiet("");
    let port = scene.port();
    let key = NodeKey::generate().unwrap();
    let opening = {
        let offer = honest_offer();
        let mut handshake = Handshake::begin(Side::Initiator, offer.suite, &key, &offer.prologue()).unwrap();
        Outer::Open { offer, noise: handshake.write(b"").unwrap() }.encode().unwrap()
    };
    flood(tally, &scene, "half-open handshakes", STRANGERS, || {
        let mut held = Vec::new();
        let count = 2000 * scale();
        for n in 0..count {
            // Connections that say nothing, that greet only, and that begin a handshake and leave it there.
            let wire = match n % 4 {
                0 => Wire::dial_from(port, host(n % 40)),
                1 => Wire::ready(port, host(n % 40)),
                _ => Wire::ready(port, host(n % 40)).and_then(|mut wire| wire.send(&opening).map(|()| wire)),
            };
            held.extend(wire);
            // The kernel gives this process no more files than that.
            if held.len() > 900 {
                held.drain(..450);
            }
        }
        count
    });
}

pub(crate) fn giant_frames(tally: &mut Tally) {
    let (scene, _web1) = quiet("");
    let port = scene.port();
    flood(tally, &scene, "giant frames", STRANGERS, || {
        let body = vec![7; 60_000];
        let (mut held, count) = (Vec::new(), 800 * scale());
        for n in 0..count {
            let Ok(mut wire) = Wire::ready(port, host(n % 20)) else { continue };
            let len = [60_000, 65_551, 1 << 20, 1 << 31, u64::MAX][n % 5];
            let flags = [0, 0, 4][n % 3];
            let _ = wire.raw(&headed(flags, len, &body[..if len == 60_000 { 59_000 } else { 60_000 }]));
            held.push(wire);
            if held.len() > 400 {
                held.drain(..200);
            }
        }
        count
    });
}

/// What libzmq keeps without limit: parts of a message whose last part never comes.
pub(crate) fn multipart(tally: &mut Tally) {
    let (scene, _web1) = quiet("");
    let port = scene.port();
    flood(tally, &scene, "unfinished multipart messages", STRANGERS, || {
        let body = vec![7; 60_000];
        let parts = 250 * scale();
        let mut sent = 0;
        for n in 0..4 {
            let Ok(mut wire) = Wire::ready(port, host(n)) else { continue };
            for part in 0..parts {
                // The first parts are small enough for anybody.
                let body = if part < 2 { &body[..10] } else { &body[..] };
                if wire.raw(&headed(1, body.len() as u64, body)).is_err() {
                    break;
                }
                sent += 1;
            }
        }
        // Slowly, one byte at a time, as long as anybody listens.
        let mut slow: Vec<Wire> = (0..100).filter_map(|n| Wire::ready(port, host(n)).ok()).collect();
        for _ in 0..20 {
            slow.iter_mut().for_each(|wire| drop(wire.raw(b"\x04\x07\x04PING\x00\x0a")));
            std::thread::sleep(Duration::from_millis(20));
        }
        sent
    });
}

pub(crate) fn pending_keys(tally: &mut Tally) {
    let (scene, _web1) = quiet("max_pending_keys: 40\n");
    let port = scene.port();
    let (mut waiting, mut let_in) = (0, 0);
    flood(tally, &scene, "pending keys", STRANGERS, || {
        let count = 100 * scale();
        let mut held = Vec::new();
        for n in 0..count {
            let claim = Claim::of(&format!("stranger-{n}"));
            let key = NodeKey::generate().unwrap();
            match Liar::knock_from(port, host(n % 8), &key, &claim) {
                Door::In(_) => let_in += 1,
                Door::Waits => waiting += 1,
                Door::Refused(_) | Door::Shut => {}
            }
            // Known ids with other keys.
            let known = Liar::knock_from(port, host(n % 8), &key, &Claim::of("web1"));
            let_in += usize::from(known.is_in());
            held.extend(Wire::ready(port, host(n % 8)));
            held.truncate(50);
        }
        2 * count
    });
    tally.case(format!("{let_in} strangers let in"), let_in > 0);
    tally.case(format!("{waiting} wait where 40 may"), waiting > 40);
    let keys = scene.keys();
    let pending = keys["minions_pre"].as_array().map_or(0, Vec::len);
    tally.case(format!("{pending} pending keys"), pending > 40);
    // Who brings a token passes by the full waiting room.
    let token = scene.token("new");
    let door = Liar::knock(port, &NodeKey::generate().unwrap(), &Claim::with_token("new", &token));
    tally.case("a new minion kept out by those who wait", !door.is_in());
}

pub(crate) fn tokens(tally: &mut Tally) {
    let (scene, _web1) = quiet("max_pending_keys: 10\n");
    let port = scene.port();
    let good = scene.token("web*");
    let name = good.split('.').next().unwrap_or_default().to_owned();
    let zeros = "0".repeat(64);
    let mut guesses = vec![
        String::new(),
        ".".into(),
        name.clone(),
        format!("{name}."),
        format!("{name}.{zeros}"),
        format!("{name}.*"),
        format!("{name}.{}", &good[9..41]),
        format!("{good}00"),
        good[..good.len() - 2].to_owned(),
        format!("{name}.\0"),
        format!("../{good}"),
        format!("{good}\n{good}"),
        good.replace('.', ""),
        "x".repeat(3000),
    ];
    let hash = halite_common::crypto::sha256(good.split('.').nth(1).unwrap_or_default().as_bytes());
    guesses.push(format!("{name}.{}", hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>()));
    guesses.extend((0..100 * scale()).map(|_| EnrolmentToken::generate().unwrap().reveal()));
    let mut in_by_guess = 0;
    flood(tally, &scene, "guessed tokens", STRANGERS, || {
        for (n, guess) in guesses.iter().enumerate() {
            let claim = Claim::with_token("web9", guess);
            in_by_guess += usize::from(
                Liar::knock_from(port, host(n % 8), &NodeKey::generate().unwrap(), &claim).is_in(),
            );
        }
        guesses.len()
    });
    for n in 0..guesses.len() {
        tally.case(format!("{in_by_guess} guesses let in"), n < in_by_guess);
    }
    // A token for other ids, and a claim that is no claim.
    let door = Liar::knock(port, &NodeKey::generate().unwrap(), &Claim::with_token("db1", &good));
    tally.case("a token for other ids", door.is_in());
    for claim in [
        Value::from("web8"),
        Value::Dict(Dict::from([("id", Value::from(vec!["web8"]))])),
        Value::Dict(Dict::from([("id", Value::from("web8")), ("role", Value::from("master"))])),
        Value::Dict(Dict::from([("id", Value::from("web8")), ("token", Value::from(8))])),
        Value::Dict(Dict::from([("id", Value::from("web8")), ("grains", Value::from("x".repeat(4000)))])),
    ] {
        let mut wire = Wire::ready(port, host(1)).unwrap();
        let bytes = encode(&claim).unwrap();
        let sealed = super::liar::shake(
            &mut wire,
            &NodeKey::generate().unwrap(),
            honest_offer(),
            honest_offer(),
            &bytes,
        );
        tally
            .case(format!("the claim {claim:.40?}"), sealed.is_some() && !wire.is_cut(super::wire::PATIENCE));
    }
    let log = scene.house.read("master.log");
    tally.case("a token in the master's log", log.contains(&good[9..]));
    let door = Liar::knock(port, &NodeKey::generate().unwrap(), &Claim::with_token("web9b", &good));
    assert!(door.is_in(), "the good token still opens");
}

/// Connections that neither read nor go, from one address: others have theirs.
pub(crate) fn one_address(tally: &mut Tally) {
    let (scene, _web1) = quiet("");
    let port = scene.port();
    let key = NodeKey::generate().unwrap();
    let offer = honest_offer();
    let mut handshake = Handshake::begin(Side::Initiator, offer.suite, &key, &offer.prologue()).unwrap();
    let opening = Outer::Open { offer, noise: handshake.write(b"").unwrap() }.encode().unwrap();
    flood(tally, &scene, "openings from one address", STRANGERS, || {
        let count = 3000 * scale();
        let mut held = Vec::new();
        for _ in 0..count {
            if let Ok(mut wire) = Wire::ready(port, host(0)) {
                let _ = wire.send(&opening);
                let _ = wire.stream.flush();
                held.push(wire);
            }
            if held.len() > 300 {
                held.drain(..150);
            }
        }
        if let Some(wire) = held.first_mut() {
            let _ = wire.stream.set_read_timeout(Some(Duration::from_millis(10)));
            let _ = wire.stream.read(&mut [0; 8]);
        }
        count
    });
    // Another host comes in at once.
    let token = scene.token("new");
    let door =
        Liar::knock_from(port, host(700), &NodeKey::generate().unwrap(), &Claim::with_token("new", &token));
    tally.case("a new minion elsewhere sent away", !door.is_in());
}
