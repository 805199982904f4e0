//! What the fuzzer begins with where bytes are no text: good examples of each kind, written to `corpus/<target>`
//! beside this file.
//!
//! `cargo +nightly fuzz build seeds` builds it.

use std::{error::Error, fs, path::Path};

use halite_common::{
    id::Jid,
    job::{Call, Job, Publish, Report, Return, TargetKind, TargetSpec},
    value::Dict,
    wire::{
        BlobPart, Claim, Envelope, FileEntry, Inner, Manifest, Offer, Outer, PROTOCOL, TokenFault, Verdict, encode,
    },
};
use halite_master::{
    jobs::{EndRecord, JobRecord},
    roster::MinionRecord,
};
use serde::Serialize;

type Done = Result<(), Box<dyn Error>>;

/// Messages of each version, one a line: direction, and the bytes in hexadecimal.
const SAMPLES: [&str; 2] = [
    include_str!("../common/src/wire/samples/version-1.txt"),
    include_str!("../common/src/wire/samples/version-2.txt"),
];

fn messages() -> Vec<Vec<u8>> {
    let hex = SAMPLES.iter().flat_map(|sample| sample.lines()).filter_map(|line| line.split_whitespace().last());
    hex.map(|hex| {
        let digits: Vec<u8> = hex.chars().filter_map(|c| u8::try_from(c.to_digit(16)?).ok()).collect();
        digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    })
    .collect()
}

fn inner() -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let verdicts = [
        Verdict::Accepted,
        Verdict::Pending { token: Some(TokenFault::OtherIds) },
        Verdict::Rejected,
        Verdict::Denied,
        Verdict::Busy { seconds: 900 },
    ];
    let mut frames: Vec<Inner> = verdicts.map(Inner::Verdict).into();
    frames.push(Inner::Chunk { last: false, data: vec![7; 40] });
    frames.push(Inner::Chunk { last: true, data: vec![7; 40] });
    frames.extend([Inner::Heartbeat, Inner::Bye { reason: "stopping".into() }]);
    Ok(frames.iter().map(Inner::encode).collect::<Result<_, _>>()?)
}

fn outer() -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let offer = Offer { versions: PROTOCOL, version: PROTOCOL.newest, suite: 1.try_into()? };
    let frames = [
        Outer::Open { offer, noise: vec![1; 32] },
        Outer::Answer { noise: vec![2; 96] },
        Outer::Finish { noise: vec![3; 64] },
        Outer::Sealed { sealed: vec![4; 300] },
        Outer::Later { versions: PROTOCOL, seconds: 7 },
    ];
    Ok(frames.iter().map(Outer::encode).collect::<Result<_, _>>()?)
}

/// A connection as libzmq's DEALER begins it, and these messages.
fn connection(messages: &[Vec<u8>]) -> Vec<u8> {
    let mut wire = vec![16];
    wire.extend(b"\xff\0\0\0\0\0\0\0\x01\x7f\x03\x01NULL");
    wire.resize(1 + 64, 0);
    wire.extend(b"\x04\x26\x05READY\x0bSocket-Type\0\0\0\x06DEALER\x08Identity\0\0\0\0");
    wire.extend(b"\x04\x0a\x04PING\0\x0aabc");
    for message in messages {
        wire.push(2);
        wire.extend((message.len() as u64).to_be_bytes());
        wire.extend(message);
    }
    wire
}

/// Pieces as the target `handshake` reads them.
fn pieces(mode: u8, pieces: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![mode];
    for piece in pieces {
        out.extend(u16::try_from(piece.len()).unwrap_or(u16::MAX).to_be_bytes());
        out.extend(piece);
    }
    out
}

fn claim() -> Result<Vec<u8>, Box<dyn Error>> {
    Ok(encode(&Claim {
        id: "web1".parse()?,
        token: Some(b"0123abcd.00".to_vec()),
        role: Default::default(),
        grains: Default::default(),
    })?)
}

fn jid() -> Result<Jid, Box<dyn Error>> {
    Ok("20261120093000123456".parse()?)
}

fn target() -> TargetSpec {
    TargetSpec { kind: TargetKind::Glob, expression: "*".into(), delimiter: ":".into() }
}

fn calls() -> Vec<Call> {
    vec![Call { function: "test.ping".into(), arguments: Default::default() }]
}

fn job() -> Result<Job, Box<dyn Error>> {
    let nodegroups = Dict::new();
    Ok(Job { jid: jid()?, target: target(), calls: calls(), user: "root".into(), expires: 100, nodegroups })
}

fn result() -> Result<Return, Box<dyn Error>> {
    Ok(Return {
        jid: jid()?,
        id: "web1".parse()?,
        function: "test.ping".into(),
        value: true.into(),
        retcode: 0,
        success: true,
        out: None,
        failures: Vec::new(),
        lost: false,
    })
}

/// The lines of a minion's journal, as they are written.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Accepted { job: Job },
    Begun { jid: Jid },
    Returned { result: Box<Return>, expires: u64 },
    Acknowledged { jid: Jid },
    Remembered { jid: Jid, expires: u64 },
}

fn journals() -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let jid = jid()?;
    let lines = [
        Line::Accepted { job: job()? },
        Line::Begun { jid },
        Line::Returned { result: Box::new(result()?), expires: 100 },
        Line::Acknowledged { jid },
        Line::Remembered { jid, expires: 100 },
    ];
    let lines = lines.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
    let mut seeds: Vec<_> = (1..=lines.len()).map(|end| pieces(1, &lines[..end])).collect();
    seeds.extend((0..lines.len()).map(|from| pieces(1, &lines[from..])));
    seeds.push([&[0], &b"halite journal 1\n"[..], &[0; 12]].concat());
    Ok(seeds)
}

fn files() -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let file = |path: &str| FileEntry { path: path.into(), size: 5, mode: 0o644, sha256: vec![1; 32] };
    let manifest = Manifest {
        files: vec![file("a/b.sls"), file("../c")],
        dirs: vec!["a".into()],
        links: vec![("l".into(), "a/b.sls".into())],
    };
    let part = BlobPart::pack(&[1; 32], 0, 4000, &[7; 4000]);
    Ok(vec![encode(&manifest)?, encode(&part)?, part.data])
}

fn records() -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let publish = Publish {
        target: target(),
        calls: calls(),
        timeout: None,
        batch: None,
        batch_wait: None,
        failhard: false,
        subset: None,
        queue_ttl: None,
        metadata: Dict::new(),
        out: None,
    };
    let job = JobRecord {
        publish,
        user: "root".into(),
        envelope: Envelope { job: encode(&job()?)?, signature: vec![7; 64] },
        minions: vec!["web1".parse()?],
        missing: vec!["web2".into()],
        wait_until: Some(5),
        away: vec!["web1".parse()?],
        cancelled: false,
    };
    let end = EndRecord { report: Report::Done, result: Some(result()?), at: 5, never_sent: false };
    let minion = MinionRecord { version: "1".into(), ..MinionRecord::default() };
    let rows = [encode(&job)?, encode(&end)?, encode(&minion)?];
    Ok((0..4).flat_map(|key| rows.iter().map(move |row| [&[key], &row[..]].concat())).collect())
}

fn write(target: &str, seeds: &[Vec<u8>]) -> Done {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    fs::create_dir_all(&folder)?;
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(folder.join(format!("seed-{number:03}")), seed)?;
    }
    println!("{target}: {} seeds", seeds.len());
    Ok(())
}

fn main() -> Done {
    let (inner, outer, messages) = (inner()?, outer()?, messages());
    let mut frames = [inner.clone(), outer.clone()].concat();
    frames.push(connection(&outer));
    write("frame", &frames)?;

    let oldest = u8::try_from(PROTOCOL.oldest)?;
    let newest = u8::try_from(PROTOCOL.newest)?;
    let minion = [vec![vec![oldest, newest, newest, 0], claim()?], inner.clone()].concat();
    let mut talks = vec![pieces(0, &outer), pieces(1, &outer), pieces(2, &minion), pieces(3, &minion)];
    for frame in &inner {
        let accepted = Inner::Verdict(Verdict::Accepted).encode()?;
        talks.push(pieces(3, &[&minion[..2], std::slice::from_ref(frame)].concat()));
        talks.extend([4, 5].map(|mode| pieces(mode, &[accepted.clone(), frame.clone()])));
    }
    write("handshake", &talks)?;
    write("manifest", &[files()?, messages.clone()].concat())?;
    write("message", &[messages, vec![claim()?]].concat())?;
    write("journal", &journals()?)?;
    write("record", &records()?)
}
