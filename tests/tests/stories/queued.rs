//! Jobs for minions that are away.

use halite_tests::{Daemon, House, eventually};
use serde_json::json;

/// A house whose only minion is away.
fn deserted(options: &str) -> (House, Daemon) {
    let house = House::new(options);
    let out = house.path("out").display().to_string();
    house.file("states/top.sls", "base:\n  '*':\n    - site\n");
    house.file("states/site.sls", &format!("told:\n  cmd.run:\n    - name: echo x >> {out}/ran\n"));
    house.file("out/.keep", "");
    let master = house.master();
    drop(house.enrolled_minion("web1"));
    house.eventually_down("web1");
    (house, master)
}

fn told(house: &House) -> String {
    format!("echo x >> {}", house.path("out/ran").display())
}

#[test]
fn a_job_waits_for_a_minion_and_is_delivered_once() {
    let (house, master) = deserted("");
    let said = house.run(&["web1", "cmd.run", &told(&house), "--queue", "2h", "--out=json"]);
    assert_eq!(said.code, 2, "{said:?}");
    let words = said.json()["web1"].as_str().unwrap_or_default().to_owned();
    assert!(
        words.starts_with("Minion did not return. [Queued: it waits for the minion until 20"),
        "{said:?}"
    );

    let queued = house.json(&["run", "jobs.queued"]);
    let (jid, job) =
        queued.as_object().and_then(|jobs| jobs.iter().next()).unwrap_or_else(|| panic!("{queued}"));
    assert_eq!((&job["Minions"], &job["Function"]), (&json!(["web1"]), &json!("cmd.run")));
    assert!(words.contains(job["Until"].as_str().unwrap_or("?")), "{job} {words}");
    assert_eq!(house.json(&["run", "jobs.queued", "tgt=db*"]), json!({}));

    master.kill();
    let master = house.master();
    assert_eq!(house.json(&["run", "jobs.queued"]), queued, "it waits on after a restart");
    let minion = house.minion("web1");
    house.eventually_stands(jid, "web1", "done");
    assert_eq!(house.json(&["run", "jobs.queued"]), json!({}));

    drop(master);
    let _master = house.master();
    house.eventually_up("web1");
    drop(minion);
    house.eventually_down("web1");
    let _minion = house.minion("web1");
    house.eventually_up("web1");
    assert_eq!(house.json(&["web1", "test.ping"]), json!({"web1": true}));
    assert_eq!(house.read("out/ran"), "x\n", "it ran once");
}

#[test]
fn a_job_whose_time_is_over_has_expired_by_name() {
    let (house, _master) = deserted("");
    let jid = house.publish(&["web1", "cmd.run", &told(&house), "--queue", "1"]);
    let job = house.eventually_stands(&jid, "web1", "expired");
    let expired = "Minion did not return. [Expired: its time ran out before it could start]";
    assert_eq!(job["Reasons"], json!({"web1": expired}));
    let lookup = house.run(&["run", "jobs.lookup_jid", &jid, "--out=json"]);
    assert_eq!(lookup.json(), json!({"web1": expired}), "{lookup:?}");
    let _minion = house.minion("web1");
    house.eventually_up("web1");
    assert_eq!(house.json(&["web1", "test.ping"]), json!({"web1": true}));
    assert_eq!(house.read("out/ran"), "", "it never ran");
}

#[test]
fn a_job_that_waits_can_be_cancelled() {
    let (house, master) = deserted("queue_ttl: 3600\n");
    let jid = house.publish(&["web1", "cmd.run", &told(&house)]);
    let said = house.run(&["run", "jobs.cancel", &jid]);
    assert_eq!(said.code, 0, "{said:?}");
    house.eventually_stands(&jid, "web1", "cancelled");
    master.kill();
    let _master = house.master();
    let _minion = house.minion("web1");
    house.eventually_up("web1");
    assert_eq!(house.json(&["web1", "test.ping"]), json!({"web1": true}));
    assert_eq!(house.read("out/ran"), "", "it never ran");
    let again = house.run(&["run", "jobs.cancel", &jid]);
    assert!(again.code != 0 && again.stderr.contains("has ended, or never was"), "{again:?}");
}

#[test]
fn the_configuration_has_jobs_wait_and_the_command_line_not() {
    let (house, _master) = deserted("queue_ttl: 3600\n");
    let said = house.run(&["web1", "test.ping", "--queue", "0"]);
    assert!(said.stdout.contains("[Not connected]"), "{said:?}");
    let said = house.run(&["web1", "test.ping"]);
    assert!(said.stdout.contains("[Queued: it waits"), "{said:?}");
    let wrong = house.run(&["web1", "test.ping", "--queue", "soon"]);
    assert_eq!(wrong.code, 64, "{wrong:?}");
}

#[test]
fn equal_highstates_that_wait_are_run_once() {
    let (house, _master) = deserted("");
    let apply = ["web1", "state.apply", "--queue", "1h"];
    let first = house.publish(&apply);
    let other = house.publish(&["web1", "state.apply", "test=True", "--queue", "1h"]);
    let last = house.publish(&apply);
    let job = house.eventually_stands(&first, "web1", "superseded");
    let reason = job["Reasons"]["web1"].as_str().unwrap_or_default();
    assert!(reason.contains(&last), "{job:#}");
    let lookup = house.run(&["run", "jobs.lookup_jid", &first, "--out=json"]);
    assert!(lookup.stdout.contains(&last), "{lookup:?}");
    let _minion = house.minion("web1");
    house.eventually_stands(&last, "web1", "done");
    house.eventually_stands(&other, "web1", "done");
    assert_eq!(house.read("out/ran"), "x\n");
}

#[test]
fn those_who_are_here_are_not_kept_waiting() {
    let (house, _master) = deserted("");
    let _here = house.enrolled_minion("web2");
    let said = house.run(&["*", "test.ping", "--queue", "1h", "--out=json"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.contains("\"web2\": true") && said.stdout.contains("[Queued: it waits"), "{said:?}");
    eventually("only the absent one is waited for", || {
        let queued = house.json(&["run", "jobs.queued"]);
        queued.as_object().is_some_and(|jobs| jobs.values().all(|job| job["Minions"] == json!(["web1"])))
    });
}
