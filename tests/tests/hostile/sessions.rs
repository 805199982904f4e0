//! Frames that were heard before, in another order, or in another session; and handshakes that promise less.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    thread,
};

use halite_common::{
    crypto::{NodeKey, Suite},
    value::{Dict, Value},
    wire::{Inner, Offer, Outer, PROTOCOL, ToMaster, Versions, encode},
};
use halite_tests::{House, free_port};

use super::{
    liar::{Claim, Liar, honest_offer, shake},
    scene::Scene,
    tally::Tally,
    wire::{Heard, PATIENCE, Wire},
};

/// A sealed frame that would change the grain `seat`.
fn telling(liar: &mut Liar, seat: &str) -> Vec<u8> {
    let grains = Dict::from([("seat", Value::from(seat))]);
    let data = encode(&ToMaster::Grains { grains }).unwrap();
    liar.sealed_frame(&Inner::Chunk { last: true, data }.encode().unwrap())
}

fn seated(scene: &Scene, seat: &str) -> bool {
    let target = format!("seat:{seat}");
    let said = scene.house.run(&["-G", &target, "test.ping", "--preview-target", "--out=json"]);
    said.stdout.contains("evil")
}

pub(crate) fn replays(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    type Order = fn(&[Vec<u8>]) -> Vec<Vec<u8>>;
    let orders: [(&str, Order); 6] = [
        ("sent twice", |f| vec![f[0].clone(), f[0].clone(), f[1].clone()]),
        ("swapped", |f| vec![f[1].clone(), f[0].clone()]),
        ("with one left out", |f| vec![f[1].clone()]),
        ("cut short", |f| vec![f[0][..f[0].len() - 1].to_vec(), f[1].clone()]),
        ("with a bit turned", |f| {
            let mut turned = f[1].clone();
            *turned.last_mut().unwrap() ^= 1;
            vec![f[0].clone(), turned, f[1].clone()]
        }),
        ("emptied", |f| {
            vec![f[0].clone(), Outer::Sealed { sealed: Vec::new() }.encode().unwrap(), f[1].clone()]
        }),
    ];
    for (name, order) in orders {
        let mut evil = scene.evil();
        let frames = [telling(&mut evil, "first"), telling(&mut evil, "last")];
        for frame in order(&frames) {
            let _ = evil.wire.send(&frame);
        }
        let over = evil.wire.is_cut(PATIENCE);
        tally.case(format!("frames {name}: the session goes on"), !over);
        tally.case(format!("frames {name}: the last is heard"), seated(&scene, "last"));
    }
    // The master's own frames, sent back to it.
    let mut evil = scene.evil();
    evil.say(&ToMaster::EnvironmentsRequest { request: 1 });
    if let Heard::Frame(frame) = evil.wire.hear(PATIENCE) {
        let _ = evil.wire.send(&frame);
    }
    tally.case("the master's own frame, sent back", !evil.wire.is_cut(PATIENCE));

    // Frames of one session in another of the same key.
    let mut call = Liar::knock(scene.port(), &scene.key, &Claim::call("evil")).opened();
    let mut evil = scene.evil();
    let frame = telling(&mut call, "elsewhere");
    let _ = evil.wire.send(&frame);
    tally.case("a frame of another session", !evil.wire.is_cut(PATIENCE) || seated(&scene, "elsewhere"));

    whole_sessions(tally, &scene);
}

/// All that a minion ever sent, sent again by who has listened: the handshake is another one.
fn whole_sessions(tally: &mut Tally, scene: &Scene) {
    let (port, back) = (scene.port(), free_port());
    let recorder = TcpListener::bind(("127.0.0.1", back)).unwrap();
    let listening = thread::spawn(move || {
        let (mut minion, _) = recorder.accept().unwrap();
        let mut master = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let (mut there, mut here) = (master.try_clone().unwrap(), minion.try_clone().unwrap());
        let answers = thread::spawn(move || std::io::copy(&mut there, &mut here));
        let mut heard = Vec::new();
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = minion.read(&mut bytes) {
            heard.extend_from_slice(&bytes[..count]);
            let _ = master.write_all(&bytes[..count]);
        }
        let _ = master.shutdown(Shutdown::Both);
        let _ = answers.join();
        heard
    });
    let mut evil = Liar::knock(back, &scene.key, &Claim::of("evil")).opened();
    evil.greet(Dict::from([("seat", Value::from("recorded"))]));
    assert!(evil.is_heard());
    drop(evil);
    let heard = listening.join().unwrap();
    assert!(heard.len() > 300 && seated(scene, "recorded"));
    let mut now = scene.evil_with(Dict::from([("seat", Value::from("present"))]));
    assert!(now.is_heard());
    for n in 0..3 {
        let mut wire = Wire::dial(port).unwrap();
        let _ = wire.raw(&heard);
        tally.case(
            format!("a session recorded, replay {n}"),
            !wire.is_cut(PATIENCE) || !seated(scene, "present"),
        );
    }
    tally.case("a replay that pushes the living session out", !now.is_heard());
}

pub(crate) fn downgrades(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let (port, honest) = (scene.port(), honest_offer());
    let offer =
        |oldest, newest, version, suite| Offer { versions: Versions { oldest, newest }, version, suite };
    let claim = encode(&Value::Dict(Dict::from([("id", Value::from("evil"))]))).unwrap();
    // What is offered is not what the handshake is bound to: somebody on the way has changed it.
    let Versions { oldest, newest } = PROTOCOL;
    for (offered, bound) in [
        (offer(oldest, oldest, oldest, Suite::Aes), honest),
        (offer(oldest, newest, newest, Suite::ChaCha), honest),
        (offer(newest, newest, newest, Suite::Aes), honest),
        (honest, offer(oldest, oldest, oldest, Suite::Aes)),
        (honest, offer(oldest, newest, newest, Suite::ChaCha)),
        (offer(0, u16::MAX, newest, Suite::Aes), honest),
    ] {
        let mut wire = Wire::ready(port, Ipv4Addr::LOCALHOST).unwrap();
        let sealed = shake(&mut wire, &scene.key, offered, bound, &claim);
        tally.case(format!("{offered:?} bound to {bound:?}"), sealed.is_some());
    }
    // Versions that are not the newest common one, or none at all.
    for offered in [
        offer(oldest, newest, oldest, Suite::Aes),
        offer(0, 0, 0, Suite::Aes),
        offer(newest, oldest, newest, Suite::Aes),
        offer(newest + 1, u16::MAX, newest + 1, Suite::Aes),
        offer(oldest, newest, u16::MAX, Suite::Aes),
    ] {
        let mut wire = Wire::ready(port, Ipv4Addr::LOCALHOST).unwrap();
        let sealed = shake(&mut wire, &scene.key, offered, offered, &claim);
        tally.case(format!("{offered:?}"), sealed.is_some());
    }
    // Suites that do not exist, keys that give the same secret to everybody, and nothing at all.
    let open = |suite: u8, noise: &[u8]| {
        let [oldest, newest] = [oldest, newest].map(|version| u8::try_from(version).unwrap());
        let mut frame =
            vec![0x96, 1, oldest, newest, newest, suite, 0xc4, u8::try_from(noise.len()).unwrap()];
        frame.extend_from_slice(noise);
        frame
    };
    let mut low = vec![[0; 32], [0xff; 32]];
    let mut one = [0; 32];
    one[0] = 1;
    low.push(one);
    let mut frames: Vec<Vec<u8>> = [0, 3, 4, 127].iter().map(|suite| open(*suite, &[9; 32])).collect();
    frames.extend([&[][..], &[1; 31], &[1; 33], &[1; 200]].iter().map(|noise| open(1, noise)));
    let is_answered = |frame: &[u8]| {
        let mut wire = Wire::ready(port, Ipv4Addr::LOCALHOST).unwrap();
        wire.send(frame).unwrap();
        matches!(wire.hear(PATIENCE), Heard::Frame(f) if matches!(Outer::decode(&f), Ok(Outer::Answer { .. })))
    };
    for suite in [1, 2] {
        assert!(is_answered(&open(suite, &[9; 32])), "the suite {suite} is one, and nothing else is wrong");
    }
    for frame in frames {
        tally.case(format!("an opening {:x?}", &frame[..8]), is_answered(&frame));
    }
    for point in low {
        // The ephemeral key is of low order: a secret that everybody knows must not become a session.
        let mut wire = Wire::ready(port, Ipv4Addr::LOCALHOST).unwrap();
        wire.send(&open(1, &point)).unwrap();
        let _ = wire.hear(PATIENCE);
        let _ = wire.send(&Outer::Finish { noise: vec![0; 64 + claim.len()] }.encode().unwrap());
        tally.case(format!("an ephemeral key {:x?}", &point[..4]), !wire.is_cut(PATIENCE));
    }
    assert!(
        Liar::knock(port, &NodeKey::generate().unwrap(), &Claim::with_token("fine", &scene.token("*")))
            .is_in()
    );
}
