//! The file server: paths that lead out, links that lead out, contents that no environment offers.

use std::{fs, os::unix::fs::symlink};

use halite_common::{
    crypto::sha256,
    wire::{Manifest, ToMaster, ToMinion},
};
use halite_tests::House;

use super::{liar::Liar, scene::Scene, tally::Tally};

const CANARY: &str = "canary-outside-the-roots";

fn manifest(evil: &mut Liar, saltenv: &str) -> Manifest {
    evil.say(&ToMaster::ManifestRequest { request: 5, saltenv: saltenv.into(), known: Vec::new() });
    evil.until("a manifest", |message| match message {
        ToMinion::Manifest { request: 5, manifest, .. } => Some(manifest.unwrap_or_default()),
        _ => None,
    })
}

/// Asks for a content; true if any of it comes.
fn comes(evil: &mut Liar, saltenv: &str, hash: &[u8], offset: u64) -> bool {
    let wanted = vec![(serde_bytes(hash), offset)];
    evil.say(&ToMaster::BlobRequest { request: 6, saltenv: saltenv.into(), wanted });
    evil.until("an answer", |message| match message {
        ToMinion::Blob { request: 6, part } => Some(!part.data.is_empty()),
        ToMinion::BlobGone { request: 6, .. } => Some(false),
        _ => None,
    })
}

fn serde_bytes(bytes: &[u8]) -> serde_bytes::ByteBuf {
    serde_bytes::ByteBuf::from(bytes)
}

fn furnish(house: &House) {
    house.file("states/inside", "inside");
    house.file("states/.git/config", "hidden but served, as in Salt");
    house.file("prod/only", "of another environment");
    house.file("outside/secret", CANARY);
    house.file("envs/dev/own", "of an environment by its name");
    house.file("pillar/secret.sls", &format!("password: {CANARY}\n"));
    house.file("pillar/top.sls", "base:\n  'web1':\n    - secret\n");
    let link = |to: &str, name: &str| symlink(to, house.path(name)).unwrap();
    link(&house.path("outside").display().to_string(), "states/absolute");
    link("../outside/secret", "states/relative");
    link("/etc/passwd", "states/passwd");
    link("/proc/self/environ", "states/environ");
    link("loop", "states/loop");
    link("inside", "states/fine");
    fs::create_dir_all(house.path("states/deep")).unwrap();
    link("../../outside", "states/deep/out");
    rustix::fs::mkfifoat(rustix::fs::CWD, house.path("states/fifo"), 0o600.into()).unwrap();
}

pub(crate) fn outside(tally: &mut Tally) {
    let house = House::default();
    let base = house.path("").display().to_string();
    let roots = format!("file_roots: {{base: [{base}states], __env__: ['{base}envs/__env__']}}\n");
    house.file(
        "master",
        &house.read("master").replace(&format!("file_roots: {{base: [{base}states]}}\n"), &roots),
    );
    furnish(&house);
    let scene = Scene::of(house);
    let house = &scene.house;
    let mut evil = scene.evil();

    let offered = manifest(&mut evil, "base");
    let paths: Vec<&str> = offered.files.iter().map(|file| file.path.as_str()).collect();
    assert!(paths.contains(&"inside") && paths.contains(&"fine"), "{paths:?}");
    assert_eq!(manifest(&mut evil, "dev").files.len(), 1, "an environment by its name is served");
    for name in ["absolute", "relative", "passwd", "environ", "loop", "fifo", "deep/out"] {
        let led = paths.iter().any(|path| *path == name || path.starts_with(&format!("{name}/")));
        tally.case(format!("the link {name}"), led);
    }
    let shown = format!("{:?}", offered.links);
    tally.case("where links outside lead", shown.contains("outside") || shown.contains("passwd"));

    // Environments that would lead elsewhere.
    let long = "x".repeat(5000);
    for saltenv in [
        "..",
        "../states",
        "../../etc",
        "/etc",
        "/",
        "",
        ".",
        "dev/..",
        "dev/../../outside",
        "__env__",
        "prod\0",
        "..\\outside",
        "\u{2024}\u{2024}",
        "dev\n",
        &long,
    ] {
        tally.case(
            format!("the environment {:?}", &saltenv[..saltenv.len().min(30)]),
            !manifest(&mut evil, saltenv).files.is_empty(),
        );
    }
    // Contents by their hash: only what a manifest offers is known by it.
    let mut hashes: Vec<(String, Vec<u8>)> = [
        "outside/secret",
        "pillar/secret.sls",
        "pillar/top.sls",
        "master",
        "master-root/etc/halite/pki/master/master.key",
        "prod/only",
    ]
    .iter()
    .map(|name| ((*name).to_owned(), sha256(house.read(name).as_bytes()).to_vec()))
    .collect();
    let passwd = fs::read("/etc/passwd").unwrap_or_default();
    hashes.push(("/etc/passwd".into(), sha256(&passwd).to_vec()));
    hashes.push(("no hash".into(), Vec::new()));
    hashes.push(("zeros".into(), vec![0; 32]));
    hashes.push(("too long".into(), vec![7; 5000]));
    hashes.push(("a path".into(), b"../outside/secret".to_vec()));
    for (name, hash) in &hashes {
        for (saltenv, offset) in [("base", 0), ("base", u64::MAX), ("..", 0), ("prod", 0), ("dev", 0)] {
            tally.case(format!("{name} from {saltenv} at {offset}"), comes(&mut evil, saltenv, hash, offset));
        }
    }
    let inside = sha256(b"inside");
    assert!(comes(&mut evil, "base", &inside, 0), "what is offered comes");
    tally.case("a file beyond its end", comes(&mut evil, "base", &inside, u64::MAX));
    tally.case("a file of another environment", comes(&mut evil, "dev", &inside, 0));
    assert!(evil.is_heard());
}
