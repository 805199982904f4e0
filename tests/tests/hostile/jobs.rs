//! Results for jobs that were not given, twice, too late; and words that only operators may say.

use std::time::Duration;

use halite_common::{
    declare::Arguments,
    id::Jid,
    job::{Call, Progress, Return},
    value::{Dict, Value},
    wire::{ToMaster, ToMinion, encode},
};
use halite_tests::{House, eventually};
use serde_json::json;

use super::{
    liar::{Claim, Liar},
    scene::Scene,
    tally::Tally,
};

/// What a liar returns.
pub(crate) fn returned(jid: &str, value: &str) -> Return {
    Return {
        jid: jid.parse().expect("a jid"),
        id: "web1".parse().expect("an id"),
        function: "test.arg".into(),
        value: Value::from(value),
        retcode: 0,
        success: true,
        out: None,
        failures: Vec::new(),
        lost: false,
    }
}

/// The record of a job, once its results are such.
pub(crate) fn stored(
    scene: &Scene,
    jid: &str,
    such: impl Fn(&serde_json::Value) -> bool,
) -> serde_json::Value {
    let mut record = serde_json::Value::Null;
    eventually("the job's record is there", || {
        let said = scene.house.run(&["run", "jobs.list_job", jid, "--out=json"]);
        record = serde_json::from_str(&said.stdout).unwrap_or_default();
        said.code == 0 && such(&record["States"])
    });
    record
}

/// Whether a state of a job's record is one that stays.
pub(crate) fn has_ended(state: &serde_json::Value) -> bool {
    state
        .as_str()
        .is_some_and(|state| !matches!(state, "queued" | "waiting" | "sent" | "accepted" | "running"))
}

fn record(scene: &Scene, jid: &str) -> serde_json::Value {
    stored(scene, jid, |states| states.is_object())
}

pub(crate) fn results(tally: &mut Tally) {
    let scene = Scene::of(House::new("gather_job_timeout: 1\n"));
    let house = &scene.house;
    let _web1 = house.enrolled_minion("web1");
    let mut evil = scene.evil();

    // A job of another: ended, and running.
    let done = scene.publish("web1", &["test.arg", "theirs"]);
    stored(&scene, &done, |states| states["web1"] == "done");
    let (begun, go) = (house.path("begun"), house.path("go"));
    let wait = format!("touch {}; while ! test -e {}; do sleep 0.05; done", begun.display(), go.display());
    let running = scene.publish("web1", &["cmd.run", &wait]);
    eventually("it runs", || begun.exists());
    for jid in [&done, &running] {
        let before = record(&scene, jid);
        let id: Jid = jid.parse().unwrap();
        let progress = Progress { done: 1, total: 1, current: "forged".into() };
        for message in [
            ToMaster::Return(returned(jid, "forged")),
            ToMaster::Return(Return { lost: true, ..returned(jid, "forged") }),
            ToMaster::Refused { jid: id, reason: "forged".into() },
            ToMaster::Accepted { jid: id },
            ToMaster::Started { jid: id },
            ToMaster::Progress { jid: id, progress },
            ToMaster::Holding { asked: vec![id], jids: vec![id] },
            ToMaster::Holding { asked: Vec::new(), jids: Vec::new() },
            ToMaster::Hello { version: "0".into(), grains: Dict::new(), holding: vec![id] },
        ] {
            evil.say(&message);
            assert!(evil.is_heard());
            tally.case(format!("{message:?} for another's job"), record(&scene, jid) != before);
        }
    }
    house.file("go", "");
    let end = stored(&scene, &running, |states| states["web1"] == "done");
    tally.case("another's running job", end["Result"].get("evil").is_some());

    forged_jids(tally, &scene, &mut evil);
    own_job_twice(tally, &scene, &mut evil);
}

/// Jids that no job has, of any form.
fn forged_jids(tally: &mut Tally, scene: &Scene, evil: &mut Liar) {
    let before = scene.house.json(&["run", "jobs.list_jobs"]);
    for jid in
        ["20200101000000000000", "99991231235959999999", "20269999999999999999", "00000000000000000000"]
    {
        evil.say(&ToMaster::Return(returned(jid, "forged")));
        evil.say(&ToMaster::Accepted { jid: jid.parse().unwrap() });
        assert!(evil.is_heard());
        tally.case(format!("a job {jid}"), scene.house.json(&["run", "jobs.list_jobs"]) != before);
    }
    // Not even a jid: the message is no message, and the session ends. Paths were Salt's undoing here.
    for jid in
        ["../../../etc/cron.d/x", "/proc/self/fd/0", "..", "", "2026112009300012345", "2026112009300012345\0"]
    {
        let mut liar = scene.evil();
        let result = Dict::from([("jid", Value::from(jid))]);
        let accepted = Value::Dict(Dict::from([("accepted", Value::Dict(result))]));
        liar.say_bytes(&encode(&accepted).unwrap());
        tally.case(format!("a jid {jid:?}"), liar.is_heard());
    }
    *evil = scene.evil();
    tally.case("a job made of forged jids", scene.house.json(&["run", "jobs.list_jobs"]) != before);
}

/// A job of its own: one result, the first, and one only.
fn own_job_twice(tally: &mut Tally, scene: &Scene, evil: &mut Liar) {
    let jid = scene.publish("evil", &["test.arg", "mine"]);
    evil.until("the job", |message| matches!(message, ToMinion::Job(_)).then_some(()));
    evil.say(&ToMaster::Return(returned(&jid, "first")));
    stored(scene, &jid, |states| states["evil"] == "done");
    for _ in 0..3 {
        evil.say(&ToMaster::Return(Return { retcode: 1, success: false, ..returned(&jid, "second") }));
        assert!(evil.is_heard());
        let record = record(scene, &jid);
        tally.case(
            "a second result in the place of the first",
            record["States"]["evil"] != "done" || record["Result"]["evil"].to_string().contains("second"),
        );
    }
    // One that is given up: what comes late is the minion's own word about its own job, and once.
    let jid = scene.publish("evil", &["test.arg", "late", "-t", "1"]);
    eventually("it counts as silent", || {
        while evil.hear(Duration::from_millis(1)).is_some() {}
        record(scene, &jid)["States"]["evil"] == "silent"
    });
    evil.say(&ToMaster::Return(returned(&jid, "late")));
    stored(scene, &jid, |states| states["evil"] == "done");
    evil.say(&ToMaster::Return(returned(&jid, "later")));
    assert!(evil.is_heard());
    let record = record(scene, &jid);
    tally.case("a late result, twice", record["Result"]["evil"].to_string().contains("later"));
}

/// A minion is no operator: nothing that it can say publishes, runs on the master, or is stored in another's name.
pub(crate) fn operators_words(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let house = &scene.house;
    let _web1 = house.enrolled_minion("web1");
    let out = house.path("owned");
    let touch = format!("touch {}", out.display());
    let before = scene.keys();

    // Words of Salt's, of the master's own direction, and of the local API.
    let words = [
        "publish",
        "_prep_auth_info",
        "_send_pub",
        "wheel",
        "runner",
        "mk_token",
        "get_token",
        "minion_runner",
        "minion_pub",
        "minion_publish",
        "pub_ret",
        "_file_recv",
        "revoke_auth",
        "job",
        "cancel",
        "welcome",
        "pillar",
    ];
    for word in words {
        let mut liar = scene.evil();
        let load = Dict::from([
            ("tgt", Value::from("web1")),
            ("fun", Value::from("cmd.run")),
            ("arg", Value::from(vec![touch.as_str()])),
            ("jid", Value::from("20260101000000000000")),
        ]);
        let message = Value::Dict(Dict::from([(word, Value::Dict(load))]));
        liar.say_bytes(&encode(&message).unwrap());
        tally.case(format!("the word {word}"), liar.is_heard());
    }
    // A call by hand is stored as a job of the minion alone, whatever it names.
    let mut call = Liar::knock(scene.port(), &scene.key, &Claim::call("evil")).opened();
    call.greet(Dict::new());
    let arguments = Arguments { positional: vec![Value::from(touch.as_str())], named: Dict::new() };
    let named = Call { function: "cmd.run".into(), arguments };
    let result = Box::new(returned("20260101000000000000", "forged"));
    call.say(&ToMaster::Called { request: 1, call: Box::new(named), result });
    let jid = call.until("its number", |message| match message {
        ToMinion::Noted { jid, .. } => jid,
        _ => None,
    });
    let noted = record(&scene, jid.as_str());
    tally.case("a jid of its own choice", jid.as_str() == "20260101000000000000");
    tally.case(
        "a job in another's name",
        noted["Target"] != "evil" || noted["User"] != "minion evil" || noted["Minions"] != json!(["evil"]),
    );
    // A call gets no job, and returns none.
    let jid = scene.publish("evil", &["test.arg", "secret"]);
    call.say(&ToMaster::Return(returned(&jid, "forged by a call")));
    let mut told = false;
    call.say(&ToMaster::EnvironmentsRequest { request: 1 });
    while let Some(message) = call.hear(Duration::from_secs(5)) {
        told |= matches!(message, ToMinion::Job(_));
        if matches!(message, ToMinion::Environments { .. }) {
            break;
        }
    }
    tally.case("a call that is given a job", told);
    tally.case("a call that returns a job", record(&scene, &jid)["Result"].to_string().contains("forged"));
    assert!(scene.answers("web1"));
    tally.case("a command run somewhere", out.exists());
    tally.case("keys changed", scene.keys() != before);
}
