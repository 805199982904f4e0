//! Bytes that are no messages.

use halite_common::wire::{Inner, MAX_CHUNK};
use halite_tests::House;

use super::{scene::Scene, tally::Tally, wire::PATIENCE};

fn message(name: &str, body: &[u8]) -> Vec<u8> {
    let mut out = vec![0x81, 0xa0 | u8::try_from(name.len()).expect("a short name")];
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(body);
    out
}

/// Messages, each of which is to end the session that it came on.
fn bad_messages() -> Vec<(String, Vec<u8>)> {
    let deep = |n: usize| [vec![0x91; n], vec![0xc0]].concat();
    let grains = |value: &[u8]| message("grains", &[b"\x81\xa6grains\x81\xa1x", value].concat());
    let jid = b"\xb420261120093000123456";
    let mut bad = vec![
        ("nothing".into(), vec![]),
        ("a number".into(), vec![7]),
        ("a reserved byte".into(), vec![0xc1]),
        ("an empty map".into(), vec![0x80]),
        (
            "two messages in one".into(),
            [&[0x82][..], &message("accepted", b"")[1..], &message("started", b"")[1..]].concat(),
        ),
        ("an unknown message".into(), message("no_such", b"\x80")),
        ("a message by number".into(), vec![0x81, 0x03, 0x80]),
        ("a message by nil".into(), vec![0x81, 0xc0, 0x80]),
        ("a body that is none".into(), message("accepted", b"\xc0")),
        ("a field that is missing".into(), message("accepted", b"\x80")),
        ("a jid that is a number".into(), message("accepted", b"\x81\xa3jid\x01")),
        ("a jid in bytes".into(), message("accepted", b"\x81\xa3jid\xc4\x0120")),
        ("a name that is not UTF-8".into(), message("event", b"\x82\xa3tag\xa2\xff\xfe\xa4data\xc0")),
        ("a negative request".into(), message("environments_request", b"\x81\xa7request\xff")),
        (
            "a request of 128 bits".into(),
            message("environments_request", b"\x81\xa7request\xcb\x7f\xf0\0\0\0\0\0\0"),
        ),
        (
            "trailing bytes".into(),
            [message("accepted", &[b"\x81\xa3jid", &jid[..]].concat()), vec![0]].concat(),
        ),
        (
            "a message after the message".into(),
            message("environments_request", b"\x81\xa7request\x01").repeat(2),
        ),
        ("a map of four billion".into(), grains(b"\xdf\xff\xff\xff\xff")),
        ("a list of four billion".into(), grains(b"\xdd\xff\xff\xff\xff")),
        ("a text of four gigabytes".into(), grains(b"\xdb\xff\xff\xff\xff")),
        ("bytes of four gigabytes".into(), grains(b"\xc6\xff\xff\xff\xff")),
        ("an extension of four gigabytes".into(), grains(b"\xc9\xff\xff\xff\xff\x01")),
        ("a list of a million in few bytes".into(), grains(b"\xdd\x00\x0f\x42\x40")),
        (
            "two million values".into(),
            grains(&[&b"\xdd\x00\x1e\x84\x80"[..], &vec![0xc0; 2_000_000]].concat()),
        ),
    ];
    for n in [65, 100, 1000, 100_000, 1_000_000] {
        bad.push((format!("{n} lists in each other"), grains(&deep(n))));
        bad.push((format!("{n} lists in a row"), deep(n)));
        bad.push((format!("{n} maps in each other"), grains(&[b"\x81\xc0".repeat(n), vec![0xc0]].concat())));
    }
    bad
}

/// What lies in sealed frames, and has no place there.
fn bad_frames() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let chunk = |last, len| Inner::Chunk { last, data: vec![0x91; len] }.encode().expect("a frame");
    vec![
        ("an empty frame", vec![vec![]]),
        ("a frame that is a number", vec![vec![1]]),
        ("an unknown frame", vec![vec![0x91, 0x55]]),
        ("a frame with too much in it", vec![vec![0x91, 3, 0]]),
        ("a frame with too little in it", vec![vec![0x92, 1, 0xc3]]),
        ("a piece of text", vec![b"\x93\x01\xc3\xa1x".to_vec()]),
        ("an empty piece that is not the last", vec![chunk(false, 0)]),
        ("a verdict from a minion", vec![vec![0x93, 2, 0, 0]]),
        ("a message that never ends", vec![chunk(false, MAX_CHUNK); 1100]),
        (
            "a message of one-byte pieces and no sense",
            [vec![chunk(false, 1); 50], vec![chunk(true, 1)]].concat(),
        ),
        ("a reason of a megabyte", vec![[&b"\x92\x04\xda\xff\x00"[..], &[b'x'; 0xff00]].concat()]),
    ]
}

pub(crate) fn messages(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let _web1 = scene.house.enrolled_minion("web1");
    for (what, bytes) in bad_messages() {
        let mut evil = scene.evil();
        evil.say_bytes(&bytes);
        tally.case(format!("{what}: the session goes on"), !evil.wire.is_cut(PATIENCE));
    }
    for (what, frames) in bad_frames() {
        let mut evil = scene.evil();
        for frame in frames {
            if !evil.say_plain(&frame) {
                break;
            }
        }
        tally.case(format!("{what}: the session goes on"), !evil.wire.is_cut(PATIENCE));
    }
    // Unfinished: kept within bounds, and forgotten with the session.
    let mut evil = scene.evil();
    for _ in 0..10 {
        evil.say_inner(&Inner::Chunk { last: false, data: vec![0xc0; 1000] });
    }
    drop(evil);
    tally.case("an honest minion disturbed", !scene.answers("web1"));
    let log = scene.house.read("master.log");
    tally.case("a panic in the master", log.contains("panicked") || log.contains("broke down"));
    assert!(scene.evil().is_heard());
}
