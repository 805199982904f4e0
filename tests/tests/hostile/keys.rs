//! Keys that are taken back, and keys that are changed while everybody works.

use std::fs;

use halite_common::crypto::NodeKey;
use halite_tests::{House, eventually};
use serde_json::json;

use super::{
    jobs::stored,
    liar::{Claim, Liar},
    scene::Scene,
    tally::Tally,
};

const PIN: &str = "etc/halite/pki/minion/minion_master.pub";
const KEY: &str = "etc/halite/pki/minion/minion.key";
const MASTER: &str = "master-root/etc/halite/pki/master";

/// A key that is deleted or rejected ends what its minion may do, at once and for good.
pub(crate) fn revoked(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let house = &scene.house;
    let _web1 = house.enrolled_minion("web1");
    for (verb, flags) in [
        ("rejected", &["key", "-y", "--include-accepted", "-r", "evil"][..]),
        ("deleted", &["key", "-y", "-d", "evil"]),
    ] {
        let mut evil = scene.evil();
        let mut call = Liar::knock(scene.port(), &scene.key, &Claim::call("evil")).opened();
        let said = house.run(flags);
        assert_eq!(said.code, 0, "{said:?}");
        tally.case(format!("a session of a {verb} key"), evil.is_heard());
        tally.case(format!("a call of a {verb} key"), call.is_heard());
        let door = Liar::knock(scene.port(), &scene.key, &Claim::of("evil"));
        tally.case(format!("a {verb} key at the door"), door.is_in());
        tally.case(
            "a revoked minion as a target",
            house.run(&["evil", "test.ping", "--preview-target"]).stdout.contains("evil"),
        );
        if verb == "rejected" {
            let said = house.run(&["key", "-y", "--include-rejected", "-a", "evil"]);
            assert_eq!(said.code, 0, "{said:?}");
        }
    }
    tally.case("an honest minion disturbed", !scene.answers("web1"));
    // A token that was taken back.
    let token = scene.token("evil2");
    let name = token.split('.').next().unwrap_or_default();
    let said = house.run(&["key", "token", "revoke", name]);
    assert_eq!(said.code, 0, "{said:?}");
    let door = Liar::knock(scene.port(), &scene.key, &Claim::with_token("evil2", &token));
    tally.case("a token that was taken back", door.is_in());
    eventually("the list is as it should be", || scene.keys()["minions"] == json!(["web1"]));
}

/// As `docs/security.md` says: a minion's key, with a new token; the old one opens nothing any more.
pub(crate) fn minion_changes(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let house = &scene.house;
    let web1 = house.enrolled_minion("web1");
    let _web2 = house.enrolled_minion("web2");
    let key = house.path(&format!("web1-root/{KEY}"));
    let stolen = house.path("stolen.key");
    fs::copy(&key, &stolen).unwrap();
    let before = scene.keys();

    let token = scene.token("web1");
    assert!(web1.stop().success());
    fs::remove_file(&key).unwrap();
    let text = house.read("web1/minion");
    let text =
        text.lines().filter(|line| !line.starts_with("enrolment_token")).collect::<Vec<_>>().join("\n");
    house.file("web1/minion", &format!("{text}\nenrolment_token: {token}\n"));
    assert_eq!(house.run(&["key", "-y", "-d", "web1"]).code, 0);
    let _web1 = house.minion("web1");
    house.eventually_up("web1");
    eventually("it answers", || scene.answers("web1"));
    assert_eq!(scene.keys(), before, "the same ids as before");

    let stolen = NodeKey::load_or_create(&stolen).unwrap();
    for claim in [Claim::of("web1"), Claim::call("web1"), Claim::with_token("web1", &token)] {
        let door = Liar::knock(scene.port(), &stolen, &claim);
        tally.case(format!("the old key with {claim:?}"), door.is_in());
    }
    tally.case("another minion disturbed", !scene.answers("web2") || !scene.answers("web1"));
}

/// The master's key, while minions are connected and a job runs: nobody has to trust whoever comes first.
pub(crate) fn master_changes(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let minion = |id: &str| {
        let token = scene.token(id);
        scene.house.configure_minion(id, &format!("enrolment_token: {token}\n"));
        let daemon = scene.house.minion(id);
        scene.house.eventually_up(id);
        daemon
    };
    let _web1 = minion("web1");
    drop(minion("web2"));
    let Scene { house, master, .. } = scene;
    let folder = house.path(MASTER);
    let (go, begun) = (house.path("go"), house.path("begun"));
    let pin = house.path(&format!("web1-root/{PIN}"));

    // A pair for the time after, told to all who are there over the session that they trust.
    let made = house.run(&["key", "--gen-keys=next", &format!("--gen-keys-dir={}", folder.display())]);
    assert_eq!(made.code, 0, "{made:?}");
    let again = house.run(&["key", "--gen-keys=next", &format!("--gen-keys-dir={}", folder.display())]);
    tally.case("a key pair overwritten", again.code == 0);
    let next = house.read(&format!("{MASTER}/next.pub"));
    let told = house.json(&["web1", "file.append", &pin.display().to_string(), next.trim()]);
    assert!(told["web1"].to_string().contains("Wrote 1 lines"), "{told}");

    let wait = format!(
        "touch {}; while ! test -e {}; do sleep 0.05; done; echo over",
        begun.display(),
        go.display()
    );
    let asked = house.run(&["web1", "cmd.run", &wait, "--async", "--out=json"]);
    let jid = asked.json()["jid"].as_str().unwrap().to_owned();
    eventually("the job runs", || begun.exists());

    assert!(master.stop().success());
    fs::rename(folder.join("master.key"), folder.join("old.key")).unwrap();
    fs::rename(folder.join("next.key"), folder.join("master.key")).unwrap();
    let master = house.master();
    house.eventually_up("web1");
    house.file("go", "");
    let scene = Scene { house, master, key: NodeKey::generate().unwrap() };
    let record = stored(&scene, &jid, |states| states["web1"] == "done");
    tally.case("a result lost on the way", record["Result"]["web1"]["return"] != "over");

    // One that was not told believes nobody else, until its operator says so.
    let house = &scene.house;
    let web2 = house.minion("web2");
    eventually("it says so", || house.read("web2/minion.log").contains("is expected"));
    tally
        .case("another master believed without a word", house.json(&["run", "manage.up"]) != json!(["web1"]));
    // It would look again within a minute.
    drop(web2);
    house.file(&format!("web2-root/{PIN}"), &next);
    let _web2 = house.minion("web2");
    house.eventually_up("web2");

    // The old key goes from the minions; whoever has it is nobody's master any more.
    let said = house.json(&["web1", "file.write", &pin.display().to_string(), next.trim()]);
    assert!(said["web1"].is_string(), "{said}");
    let Scene { house, master, .. } = scene;
    assert!(master.stop().success());
    fs::rename(folder.join("master.key"), folder.join("new.key")).unwrap();
    fs::rename(folder.join("old.key"), folder.join("master.key")).unwrap();
    let before = house.read("web1/minion.log").len();
    let _thief = house.master();
    eventually("the minion refuses the old key", || {
        house.read("web1/minion.log")[before..].contains("is expected")
    });
    tally.case("the old master's key believed", house.json(&["run", "manage.up"]) != json!([]));
}
