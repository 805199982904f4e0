//! Who is who: ids in claims and payloads.

use halite_common::{
    crypto::NodeKey,
    job::Return,
    value::{Dict, Value},
    wire::{ToMaster, encode},
};
use halite_tests::House;
use serde_json::json;

use super::{
    jobs::{returned, stored},
    liar::{Claim, Door, Liar},
    scene::Scene,
    tally::Tally,
    wire::PATIENCE,
};

/// A result as it is sent, with any text in the place of its id, which is `web1`.
fn naming(result: &Return, named: &str) -> Vec<u8> {
    let bytes = encode(&ToMaster::Return(result.clone())).unwrap();
    let id = b"\xa4web1";
    let at = bytes.windows(id.len()).position(|window| window == id).expect("the id is in it");
    let text = [&[0xa0 | u8::try_from(named.len()).unwrap()], named.as_bytes()].concat();
    [&bytes[..at], &text, &bytes[at + id.len()..]].concat()
}

/// Payloads that name somebody else: the session's key decides.
pub(crate) fn payloads(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let _web1 = scene.house.enrolled_minion("web1");
    let mut evil = scene.evil();
    let jid = scene.publish("*", &["test.arg", "given"]);
    evil.until("the job", |message| matches!(message, halite_common::wire::ToMinion::Job(_)).then_some(()));

    // Ids that are none cannot be read, which ends the session.
    for named in ["*", "evil,web1", "web1\n", "", "../web1"] {
        assert!(evil.say_bytes(&naming(&returned(&jid, "forged"), named)));
        tally
            .case(format!("a return that names {named:?}: the session goes on"), !evil.wire.is_cut(PATIENCE));
        evil = scene.evil();
    }
    evil.say_bytes(&naming(&returned(&jid, "forged"), "web1"));
    assert!(evil.is_heard());
    let record = stored(&scene, &jid, |ends| ends.get("evil").is_some());
    assert!(record["Result"]["evil"].to_string().contains("forged"), "it is its own: {record}");
    let others = record["Result"].as_object().unwrap().iter().filter(|(id, _)| *id != "evil");
    tally.case(
        "a return that names web1",
        others.into_iter().any(|(id, it)| id != "web1" || it.to_string().contains("forged")),
    );
    let grains = Dict::from([("id", Value::from("web1")), ("host", Value::from("web1"))]);
    evil.say(&ToMaster::Grains { grains });
    assert!(evil.is_heard());
    let listed = scene.house.json(&["run", "manage.up"]);
    tally.case("a seat under another id", listed != json!(["evil", "web1"]));
    tally.case("an honest minion pushed from its seat", !scene.answers("web1"));
}

/// Ids that would lead out of a folder, hide, or mean many.
pub(crate) fn ids(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let long = "x".repeat(256);
    let huge = "x".repeat(3000);
    let bad = [
        "",
        ".",
        "..",
        "../evil",
        "../../etc/passwd",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "a\0b",
        ".hidden",
        "-rf",
        "--help",
        "a b",
        "a\tb",
        "a\nb",
        "a\rb",
        "a\u{1b}[2Jb",
        "a\u{7f}b",
        "a\u{9b}b",
        "*",
        "web?",
        "[a-z]",
        "web1,web2",
        "a;reboot",
        "$(reboot)",
        "`reboot`",
        "a|b",
        "a&b",
        "a<b",
        "a'b",
        "a\"b",
        "a{b}",
        "{{7*7}}",
        "{%raw%}",
        "web1\u{200b}",
        "we\u{202e}1b",
        "web1\u{ad}",
        "web1\u{3164}",
        "web1\u{115f}",
        "web1\u{ffa0}",
        "web1\u{180e}",
        "web1\u{fe0f}",
        "web1\u{e0001}",
        "web1\u{2028}",
        "we\u{301}b1",
        "web1\u{61c}",
        &long,
        &huge,
    ];
    let token = scene.token("?*");
    for id in bad {
        let key = NodeKey::generate().unwrap();
        let door = Liar::knock(scene.port(), &key, &Claim::with_token(id, &token));
        tally
            .case(format!("the id {:?}", &id[..id.len().min(40)]), matches!(door, Door::In(_) | Door::Waits));
    }
    let keys = scene.keys();
    let known: Vec<&str> = ["minions", "minions_pre", "minions_rejected", "minions_denied"]
        .into_iter()
        .filter(|list| keys[list].as_array().is_some_and(|ids| ids.iter().any(|id| *id != "evil")))
        .collect();
    tally.case("any of these ids in the list of keys", !known.is_empty());
    assert!(
        Liar::knock(scene.port(), &NodeKey::generate().unwrap(), &Claim::with_token("fine", &token)).is_in(),
        "the token was good all along"
    );
}

/// Other keys for ids that are known, look-alikes of them, and sessions beside theirs.
pub(crate) fn impostors(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let web1 = scene.house.enrolled_minion("web1");
    let (port, key) = (scene.port(), NodeKey::generate().unwrap());
    let token = scene.token("*");
    for claim in [Claim::of("web1"), Claim::with_token("web1", &token), Claim::call("web1")] {
        let door = Liar::knock(port, &key, &claim);
        tally.case(format!("{claim:?} with a key of its own"), matches!(door, Door::In(_) | Door::Waits));
    }
    // The attacker's own accepted key does not open the door of another id either.
    let door = Liar::knock(port, &scene.key, &Claim::of("web1"));
    tally.case("another id with a key that is accepted for one", matches!(door, Door::In(_) | Door::Waits));
    tally.case("the honest minion pushed out", !scene.answers("web1"));
    drop(web1);
    let door = Liar::knock(port, &key, &Claim::with_token("web1", &token));
    tally.case("the id of a minion that is away", matches!(door, Door::In(_) | Door::Waits));

    // Cyrillic `е`: another id, which nobody should take for the first.
    let twin = "w\u{435}b1";
    assert!(!Liar::knock(port, &key, &Claim::of(twin)).is_in());
    let listed = scene.house.run(&["key", "-L"]).stdout;
    tally.case("a look-alike that is listed as if it were the other", !listed.contains(r"w\u{435}b1"));
    let case = Liar::knock(port, &NodeKey::generate().unwrap(), &Claim::of("WEB1"));
    tally.case("the id in capitals taken for the same", case.is_in());
    assert_eq!(scene.house.run(&["key", "-y", "-a", twin]).code, 0);
    let mut liar = Liar::knock(port, &key, &Claim::of(twin)).opened();
    liar.greet(Dict::new());
    for target in ["web1", "web*", "[w]eb1"] {
        let said = scene.house.run(&[target, "test.ping", "--preview-target", "--out=json"]);
        tally.case(
            format!("the look-alike targeted as {target}"),
            said.stdout.contains("\\u0435") || said.stdout.contains(twin),
        );
    }
}
