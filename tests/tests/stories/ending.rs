//! Jobs that are told to end, and what is left of them.

use std::fs;

use halite_tests::{House, eventually};
use serde_json::{Value, json};

/// A shell script that leaves its group and its session, and is deaf to SIGTERM; it notes its number.
fn deaf(house: &House) -> String {
    let out = house.path("out").display().to_string();
    house.file(
        "out/deaf.sh",
        &format!("trap '' TERM\necho $$ > {out}/deaf.new\nmv {out}/deaf.new {out}/deaf\nwhile :; do sleep 0.1; done\n"),
    );
    format!("setsid sh {out}/deaf.sh & sleep 1000")
}

fn runs(house: &House) -> bool {
    let stat =
        fs::read_to_string(format!("/proc/{}/stat", house.read("out/deaf").trim())).unwrap_or_default();
    !stat.is_empty() && !stat.contains(") Z")
}

fn eventually_begun(house: &House) {
    eventually("the script runs", || !house.read("out/deaf").is_empty());
    assert!(runs(house));
}

fn slow(house: &House) {
    let (out, line) = (house.path("out").display().to_string(), deaf(house));
    house.file(
        "states/slow.sls",
        &format!(
            "before:\n  file.managed:\n    - name: {out}/before\n    - contents: x\n\
             during:\n  cmd.run:\n    - name: {line}\n\
             after:\n  file.managed:\n    - name: {out}/after\n    - contents: x\n\
             last:\n  test.succeed_with_changes:\n    - require:\n      - file: after\n"
        ),
    );
}

fn states(value: &Value) -> Vec<(String, Value, String)> {
    let mut states: Vec<_> = value.as_object().unwrap_or_else(|| panic!("{value}")).iter().collect();
    states.sort_by_key(|(_, state)| state["__run_num__"].as_i64());
    let row = |(tag, state): (&String, &Value)| {
        let id = tag.split("_|-").nth(1).unwrap_or_default().to_owned();
        (id, state["result"].clone(), state["comment"].as_str().unwrap_or_default().to_owned())
    };
    states.into_iter().map(row).collect()
}

#[test]
fn a_state_run_that_is_ended_tells_what_it_did_and_leaves_no_process() {
    let house = House::default();
    slow(&house);
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    let jid = house.publish(&["web1", "state.apply", "slow"]);
    eventually_begun(&house);

    let running = house.json(&["web1", "saltutil.running"]);
    let job = &running["web1"][0];
    assert_eq!(
        (&job["jid"], &job["fun"], &job["arg"]),
        (&json!(jid), &json!("state.apply"), &json!(["slow"]))
    );
    assert_eq!(
        (&job["tgt"], &job["tgt_type"], &job["user"]),
        (&json!("web1"), &json!("glob"), &json!("root"))
    );
    assert!(job["pid"].is_u64() && job["ret"] == "", "{running}");
    assert_eq!(house.json(&["web1", "saltutil.find_job", &jid])["web1"], *job);

    let told = house.json(&["web1", "saltutil.term_job", &jid]);
    let words = told["web1"].as_str().unwrap_or_default();
    assert!(words.starts_with(&format!("Signal 15 sent to job {jid} at pid ")), "{told}");
    let job = house.eventually_stands(&jid, "web1", "failed");
    assert!(!runs(&house), "when the job has ended its processes have");
    assert_eq!(job["Result"]["web1"]["retcode"], 143, "{job:#}");
    let states = states(&job["Result"]["web1"]["return"]);
    let not_run = "State was not run: the job was ended by signal 15";
    let ids: Vec<&str> = states.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(ids, ["before", "during", "after", "last"]);
    assert_eq!(states[0].1, json!(true));
    assert_eq!(states[1].1, json!(false), "{states:?}");
    for (_, result, comment) in &states[2..] {
        assert_eq!((result, comment.as_str()), (&json!(false), not_run));
    }
    assert_eq!((house.read("out/before"), house.read("out/after")), ("x\n".into(), String::new()));
    assert_eq!(house.json(&["web1", "saltutil.find_job", &jid]), json!({"web1": {}}));
    assert_eq!(house.json(&["web1", "saltutil.running"]), json!({"web1": []}));
}

#[test]
fn the_master_ends_a_job_and_kill_ends_one_at_once() {
    let house = House::default();
    let line = deaf(&house);
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    let jid = house.publish(&["web1", "cmd.run", &line]);
    eventually_begun(&house);
    assert_eq!(house.run(&["run", "jobs.cancel", &jid]).code, 0);
    house.eventually_stands(&jid, "web1", "failed");
    assert!(!runs(&house));

    fs::remove_file(house.path("out/deaf")).unwrap();
    let jid = house.publish(&["web1", "cmd.run", &line]);
    eventually_begun(&house);
    let told = house.json(&["web1", "saltutil.kill_job", &jid]);
    assert!(told["web1"].as_str().is_some_and(|words| words.starts_with("Signal 9 sent to job")), "{told}");
    let job = house.eventually_stands(&jid, "web1", "failed");
    assert!(!runs(&house) && job["Result"]["web1"]["retcode"] == 137, "{job:#}");
    for function in ["saltutil.term_job", "saltutil.kill_job"] {
        assert_eq!(house.json(&["web1", function, &jid]), json!({"web1": ""}), "{function}");
    }
}

#[test]
fn signals_that_end_nothing_leave_the_job_alone() {
    let house = House::default();
    let out = house.path("out").display().to_string();
    house.file("out/.keep", "");
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    let line = format!("touch {out}/begun; while ! test -e {out}/go; do sleep 0.1; done; echo over");
    let jid = house.publish(&["web1", "cmd.run", &line]);
    eventually("the job has begun", || house.path("out/begun").exists());
    for signal in ["0", "18"] {
        let told = house.json(&["web1", "saltutil.signal_job", &jid, signal]);
        let words = told["web1"].as_str().unwrap_or_default();
        assert!(words.starts_with(&format!("Signal {signal} sent to job {jid} at pid ")), "{told}");
    }
    let wrong = house.run(&["web1", "saltutil.signal_job", &jid, "99"]);
    assert!(wrong.code == 1 && wrong.stdout.contains("99 is no signal"), "{wrong:?}");
    house.file("out/go", "");
    let job = house.eventually_stands(&jid, "web1", "done");
    assert_eq!(job["Result"]["web1"]["return"], "over");
}

#[test]
fn a_state_run_that_pauses_can_be_ended() {
    let house = House::default();
    let out = house.path("out").display().to_string();
    house.file("out/.keep", "");
    house.file(
        "states/two.sls",
        &format!(
            "first:\n  cmd.run:\n    - name: touch {out}/begun; while ! test -e {out}/go; do sleep 0.1; done; touch {out}/passed\n\
             second:\n  file.managed:\n    - name: {out}/second\n    - contents: x\n"
        ),
    );
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    let jid = house.publish(&["web1", "state.apply", "two"]);
    eventually("the run has begun", || house.path("out/begun").exists());
    assert_eq!(house.run(&["web1", "state.pause", &jid]).code, 0);
    house.file("out/go", "");
    eventually("the first state is over", || house.path("out/passed").exists());
    assert_eq!(house.run(&["web1", "saltutil.term_job", &jid]).code, 0);
    let job = house.eventually_stands(&jid, "web1", "failed");
    let states = states(&job["Result"]["web1"]["return"]);
    assert!(states[1].2.starts_with("State was not run"), "{states:?}");
    assert!(!house.path("out/second").exists());
}

#[test]
fn a_timeout_leaves_no_process() {
    let house = House::default();
    let line = deaf(&house);
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    let said = house.run(&["web1", "cmd.run", &line, "timeout=3"]);
    assert!(said.stdout.contains("Timed out after 3 seconds"), "{said:?}");
    assert!(!house.read("out/deaf").is_empty() && !runs(&house), "{said:?}");
}

#[test]
fn a_job_that_is_cancelled_while_its_minion_is_out_of_reach_ends_when_it_is_back() {
    let house = House::default();
    let line = deaf(&house);
    let master = house.master();
    let minion = house.enrolled_minion("web1");
    let jid = house.publish(&["web1", "cmd.run", &line, "-t", "60"]);
    eventually_begun(&house);
    master.kill();
    minion.signal(rustix::process::Signal::STOP);
    let master = house.master();
    let said = house.run(&["run", "jobs.cancel", &jid]);
    assert_eq!(said.code, 0, "{said:?}");
    master.kill();
    assert!(runs(&house));
    let _master = house.master();
    minion.signal(rustix::process::Signal::CONT);
    house.eventually_stands(&jid, "web1", "failed");
    assert!(!runs(&house));
}
