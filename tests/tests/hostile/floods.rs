//! Floods by a minion with a valid key: more than anybody can want, slow reading, silence where an answer is due.

use std::{thread, time::Duration};

use halite_common::{
    value::{Dict, Value},
    wire::{Inner, MAX_CHUNK, ToMaster, ToMinion, encode},
};
use halite_tests::{House, eventually};

use super::{
    jobs::{has_ended, returned, stored},
    liar::{Claim, Liar},
    meter::{MINION, flood, scale},
    scene::Scene,
    tally::Tally,
};

fn quiet(options: &str) -> (Scene, halite_tests::Daemon) {
    let house = House::new(options);
    house.file("states/page", &"a page of some length\n".repeat(200_000));
    (0..300).for_each(|n| house.file(&format!("states/many/{n}"), "x"));
    house.file("pillar/top.sls", "base:\n  '*':\n    - own\n");
    house.file("pillar/own.sls", "{% for n in range(200) %}\nkey{{ n }}: {{ grains['id'] }}\n{% endfor %}\n");
    let scene = Scene::of(house);
    let web1 = scene.house.enrolled_minion("web1");
    (scene, web1)
}

/// Small messages without end.
pub(crate) fn chatter(tally: &mut Tally) {
    let (scene, _web1) = quiet("");
    let mut evil = scene.evil();
    flood(tally, &scene, "events, progress and returns that nobody asked for", MINION, || {
        let count = 10_000 * scale();
        for n in 0..count {
            let jid = format!("20260101{:012}", n);
            let message = match n % 4 {
                0 => ToMaster::Event { tag: "x".into(), data: Value::from(n) },
                1 => ToMaster::Return(returned(&jid, "x")),
                2 => ToMaster::Grains { grains: Dict::from([("n", Value::from(n))]) },
                _ => ToMaster::Accepted { jid: jid.parse().unwrap() },
            };
            evil.say(&message);
        }
        assert!(evil.is_heard());
        count
    });
    let log = scene.house.read("master.log");
    let lines = log.lines().filter(|line| line.contains("\"WARN\"")).count();
    tally.case(format!("{lines} warnings in the log"), lines > 500);
}

/// Requests without end, whose answers nobody reads.
pub(crate) fn slow_reader(tally: &mut Tally) {
    let (scene, _web1) = quiet("");
    let mut evil = scene.evil();
    evil.say(&ToMaster::ManifestRequest { request: 1, saltenv: "base".into(), known: Vec::new() });
    let page = evil.until("the manifest", |message| match message {
        ToMinion::Manifest { manifest, .. } => {
            manifest?.files.into_iter().find(|file| file.path == "page").map(|file| file.sha256)
        }
        _ => None,
    });
    flood(tally, &scene, "requests whose answers are not read", MINION, || {
        let count = 300 * scale();
        for n in 0..count {
            let request = n as u64;
            let message = match n % 3 {
                0 => ToMaster::ManifestRequest { request, saltenv: "base".into(), known: Vec::new() },
                1 => ToMaster::PillarRequest {
                    request,
                    saltenv: Some(format!("env{n}")),
                    pillarenv: None,
                    overrides: Dict::from([("n", n as i64)]),
                },
                _ => {
                    let wanted = vec![(serde_bytes::ByteBuf::from(page.clone()), 0); 50];
                    ToMaster::BlobRequest { request, saltenv: "base".into(), wanted }
                }
            };
            evil.say(&message);
        }
        count
    });
}

/// One small request that would be much work.
pub(crate) fn amplified(tally: &mut Tally) {
    let (scene, _web1) = quiet("");
    let mut evil = scene.evil();
    flood(tally, &scene, "contents that nobody has, by the hundred thousand", MINION, || {
        let wanted: Vec<_> =
            (0..30_000_u32).map(|n| (serde_bytes::ByteBuf::from(n.to_be_bytes().repeat(8)), 0)).collect();
        let rounds = scale();
        for request in 0..rounds as u64 {
            evil.say(&ToMaster::BlobRequest { request, saltenv: "base".into(), wanted: wanted.clone() });
            let mut gone = 0;
            while gone < wanted.len() {
                match evil.hear(super::wire::PATIENCE) {
                    Some(ToMinion::BlobGone { .. }) => gone += 1,
                    Some(_) => {}
                    None => panic!("the answers stop after {gone}"),
                }
            }
        }
        rounds * wanted.len()
    });
}

/// Messages as large as they may be, and some that never end.
pub(crate) fn enormous(tally: &mut Tally) {
    let (scene, _web1) = quiet("");
    let text = "x".repeat(20 << 20);
    let many: Dict = (0..250_000).map(|n| (format!("{n:06}"), Value::from(n))).collect();
    let request = ToMaster::PillarRequest {
        request: 1,
        saltenv: Some(text.clone()),
        pillarenv: None,
        overrides: many.clone(),
    };
    let messages = [
        (ToMaster::Grains { grains: Dict::from([("x", text.as_str())]) }, false),
        (ToMaster::Grains { grains: many }, false),
        (ToMaster::Event { tag: text.clone(), data: Value::Null }, false),
        (request, false),
        // Results may be large, those that nobody waits for too.
        (ToMaster::Return(returned("20260101000000000000", &text)), true),
    ];
    let mut heard = Vec::new();
    flood(tally, &scene, "enormous messages", MINION, || {
        for _ in 0..scale() {
            for (message, _) in &messages {
                let mut evil = scene.evil();
                evil.say(message);
                heard.push(evil.is_heard());
            }
        }
        messages.len() * scale()
    });
    for (n, heard) in heard.into_iter().enumerate() {
        let (message, may) = &messages[n % messages.len()];
        tally.case(format!("{:.60} is taken", format!("{message:?}")), heard && !may);
    }
    flood(tally, &scene, "messages that never end, on five sessions", MINION, || {
        let mut calls: Vec<Liar> =
            (0..4).map(|_| Liar::knock(scene.port(), &scene.key, &Claim::call("evil")).opened()).collect();
        calls.push(scene.evil());
        let pieces = 150 * scale().min(4);
        for call in &mut calls {
            // Who waits for its turn is not read.
            call.wire.stream.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
            for _ in 0..pieces {
                if !call.say_inner(&Inner::Chunk { last: false, data: vec![0xc0; MAX_CHUNK] }) {
                    break;
                }
            }
        }
        5 * pieces
    });
}

/// Sessions opened and closed as fast as can be: each takes the seat of the one before.
pub(crate) fn flapping(tally: &mut Tally) {
    let (scene, _web1) = quiet("");
    flood(tally, &scene, "sessions opened and left", MINION, || {
        let count = 200 * scale();
        for n in 0..count {
            if let super::liar::Door::In(mut liar) = Liar::knock(scene.port(), &scene.key, &Claim::of("evil"))
            {
                let grains = Dict::from([("n", n as i64)]);
                liar.say(&ToMaster::Hello { version: "0".into(), grains, holding: Vec::new() });
            }
        }
        count
    });
}

/// Jobs that are taken and never returned, or never acknowledged at all: each ends, by name.
pub(crate) fn silent(tally: &mut Tally) {
    let (scene, _web1) = quiet("timeout: 1\ngather_job_timeout: 1\n");
    let mut evil = scene.evil();
    let jids: Vec<String> = (0..3).map(|_| scene.publish("*", &["test.arg", "x", "-t", "1"])).collect();
    // The first is not acknowledged, the second taken and denied, the third taken and begun, and denied.
    let (mut taken, jobs) = (0, jids.len());
    while taken < jobs {
        if let Some(ToMinion::Job(_)) = evil.hear(super::wire::PATIENCE) {
            taken += 1;
        }
    }
    for jid in &jids[1..] {
        evil.say(&ToMaster::Accepted { jid: jid.parse().unwrap() });
    }
    evil.say(&ToMaster::Started { jid: jids[2].parse().unwrap() });
    let hearing = thread::spawn(move || {
        while let Some(message) = evil.hear(Duration::from_secs(8)) {
            if let ToMinion::Find { jids } = message {
                evil.say(&ToMaster::Holding { asked: jids, jids: Vec::new() });
            }
        }
    });
    for jid in &jids {
        let mut record = serde_json::Value::Null;
        eventually("the job has ended", || {
            record = stored(&scene, jid, serde_json::Value::is_object);
            has_ended(&record["States"]["evil"])
        });
        let state = record["States"]["evil"].as_str().unwrap_or_default().to_owned();
        tally.case(format!("a job that ends as {state}"), !matches!(state.as_str(), "silent" | "lost"));
        tally.case("an honest minion's part of it", record["States"]["web1"] != "done");
    }
    hearing.join().unwrap();
    let bytes =
        encode(&ToMaster::Holding { asked: Vec::new(), jids: vec![jids[0].parse().unwrap(); 100_000] })
            .unwrap();
    let mut evil = scene.evil();
    evil.say_bytes(&bytes);
    tally.case("a hundred thousand answers to no question", !evil.is_heard() || !scene.answers("web1"));
}
