//! Events in the names of others, of the master, or of the job system.

use halite_common::{
    value::{Dict, Value},
    wire::ToMaster,
};
use halite_tests::House;

use super::{scene::Scene, tally::Tally};

pub(crate) fn names_of_others(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let house = &scene.house;
    let _web1 = house.enrolled_minion("web1");
    let jid = scene.publish("web1", &["test.arg", "theirs"]);
    super::jobs::stored(&scene, &jid, |states| states["web1"] == "done");
    let state = || {
        let job = house.json(&["run", "jobs.list_job", &jid]);
        (scene.keys(), house.json(&["run", "manage.up"]), job, house.json(&["run", "jobs.list_jobs"]))
    };
    let mut evil = scene.evil();
    let before = state();
    let tags = [
        format!("salt/job/{jid}/ret/web1"),
        format!("salt/job/{jid}/new"),
        "salt/auth".into(),
        "salt/key".into(),
        "salt/minion/web1/start".into(),
        "salt/wheel/20260101000000000000/new".into(),
        "salt/run/20260101000000000000/new".into(),
        "minion_start".into(),
        "../../etc".into(),
        "\u{1b}]0;owned\u{7}\nforged log line".into(),
        "x".repeat(1 << 20),
    ];
    for tag in tags {
        let data = Dict::from([
            ("id", Value::from("web1")),
            ("act", Value::from("accept")),
            ("fun", Value::from("key.accept")),
            ("return", Value::from("forged")),
            ("_stamp", Value::from("2000-01-01")),
        ]);
        evil.say(&ToMaster::Event { tag: tag.clone(), data: Value::Dict(data) });
        assert!(evil.is_heard());
        tally.case(format!("the tag {:.60}", tag.escape_debug()), state() != before);
    }
    let log = house.read("master.log");
    tally.case("a line of its own in the master's log", log.lines().any(|line| line.starts_with("forged")));
    tally.case("control characters in the master's log", log.contains('\u{1b}'));
    let told = log.lines().filter(|line| line.contains("fired an event"));
    tally.case(
        "an event that the log gives another for",
        told.clone().count() == 0 || told.clone().any(|line| !line.contains("\"minion\":\"evil\"")),
    );
    tally.case("a log line of a megabyte", log.lines().any(|line| line.len() > 64 << 10));
}
