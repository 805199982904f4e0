//! The four experiments in which Salt loses work. `docs/reliability.md` has both outcomes.
//!
//! Here the master stays away as long as it takes to see that the minion owes a result, not Salt's seven minutes: nothing in
//! Halite depends on how long it is away.

use halite_tests::{Daemon, House, eventually};
use serde_json::json;

struct Scene {
    house: House,
    master: Daemon,
    minion: Daemon,
    jid: String,
}

/// A master that goes away while a minion runs a job, which ends meanwhile.
fn scene() -> Scene {
    let house = House::default();
    let out = house.path("out").display().to_string();
    house.file("out/.keep", "");
    let master = house.master();
    let minion = house.enrolled_minion("web1");
    let line = format!(
        "echo begun >> {out}/told; while ! test -e {out}/go; do sleep 0.1; done; echo ended >> {out}/told; echo result"
    );
    let jid = house.publish(&["web1", "cmd.run", &line]);
    eventually("the job has begun", || house.read("out/told") == "begun\n");
    Scene { house, master, minion, jid }
}

impl Scene {
    /// The job ends while no master is there, and its result is in the minion's journal.
    fn end_alone(house: &House) {
        house.file("out/go", "");
        eventually("the minion ends the job alone", || house.read("out/told") == "begun\nended\n");
        let journal = house.path("web1-root/var/cache/halite/minion/journal/journal");
        eventually("the result is in the journal", || {
            let bytes = std::fs::read(&journal).unwrap_or_default();
            bytes.windows(8).any(|part| part == b"returned")
        });
    }
}

fn told(house: &House, jid: &str) {
    let job = house.eventually_stands(jid, "web1", "done");
    assert_eq!(job["Result"]["web1"]["return"], "result", "{job:#}");
    let lookup = house.run(&["run", "jobs.lookup_jid", jid, "--out=json"]);
    assert_eq!(lookup.json(), json!({"web1": "result"}));
    house.eventually_up("web1");
    assert_eq!(house.read("out/told"), "begun\nended\n", "it ran once");
}

#[test]
fn a_master_that_is_away_when_the_job_ends_gets_the_result() {
    let Scene { house, master, minion: _minion, jid } = scene();
    drop(master);
    Scene::end_alone(&house);
    let _master = house.master();
    told(&house, &jid);
}

#[test]
fn a_minion_that_is_restarted_while_the_master_is_away_returns() {
    let Scene { house, master, minion, jid } = scene();
    drop(master);
    Scene::end_alone(&house);
    assert!(minion.stop().success());
    let _minion = house.minion("web1");
    let _master = house.master();
    told(&house, &jid);
}

#[test]
fn results_arrive_after_both_were_restarted() {
    let Scene { house, master, minion, jid } = scene();
    assert!(master.stop().success());
    Scene::end_alone(&house);
    minion.kill();
    let _master = house.master();
    let _minion = house.minion("web1");
    told(&house, &jid);
}

#[test]
fn a_job_for_a_stopped_minion_is_told_as_not_run_or_runs_later() {
    let house = House::default();
    let out = house.path("out").display().to_string();
    house.file("out/.keep", "");
    let _master = house.master();
    drop(house.enrolled_minion("web1"));
    house.eventually_down("web1");
    let said = house.run(&["web1", "cmd.run", &format!("echo once >> {out}/told"), "--show-jid"]);
    assert!(said.code == 2 && said.stdout.contains("[Not connected] offline since"), "{said:?}");
    let later = house.publish(&["web1", "cmd.run", &format!("echo later >> {out}/told"), "--queue", "1h"]);
    let _minion = house.minion("web1");
    house.eventually_stands(&later, "web1", "done");
    assert_eq!(house.read("out/told"), "later\n", "what was told as not run did not run");
}
