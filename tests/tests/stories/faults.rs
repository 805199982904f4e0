//! Programs that die, masters that are away, and garbage on the port.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use halite_tests::{House, eventually};
use serde_json::json;

fn slow(house: &House) {
    let out = house.path("out");
    house.file(
        "states/slow.sls",
        &format!(
            "begun:\n  file.managed:\n    - name: {out}/begun\n    - makedirs: True\n    - contents: x\n\
             wait:\n  cmd.run:\n    - name: while ! test -e {out}/go; do sleep 0.1; done\n    - timeout: 60\n\
             over:\n  file.managed:\n    - name: {out}/over\n    - contents: x\n",
            out = out.display()
        ),
    );
}

fn begin(house: &House) -> String {
    let said = house.run(&["web1", "state.apply", "slow", "--async", "--out=json"]);
    let jid = said.json()["jid"].as_str().unwrap_or_else(|| panic!("{said:?}")).to_owned();
    eventually("the run has begun", || !house.read("out/begun").is_empty());
    jid
}

fn ended(house: &House, jid: &str, state: &str) {
    eventually(&format!("the job is {state}"), || {
        let said = house.run(&["run", "jobs.list_job", jid, "--out=json"]);
        said.code == 0 && said.json()["States"]["web1"] == state
    });
}

#[test]
fn a_run_that_dies_with_its_minion_is_named_lost_and_not_run_again() {
    let house = House::default();
    slow(&house);
    let _master = house.master();
    let minion = house.enrolled_minion("web1");
    let jid = begin(&house);
    minion.kill();
    let _again = house.minion("web1");
    ended(&house, &jid, "lost");
    house.file("out/go", "");
    house.eventually_up("web1");
    assert_eq!(house.read("out/over"), "", "the lost run was not run again");
    let second = house.json(&["web1", "state.apply", "slow"]);
    assert_eq!(house.read("out/over"), "x\n", "{second:#}");
}

#[test]
fn a_result_arrives_after_the_master_was_killed() {
    let house = House::default();
    slow(&house);
    let master = house.master();
    let _minion = house.enrolled_minion("web1");
    let jid = begin(&house);
    master.kill();
    house.file("out/go", "");
    eventually("the minion goes on alone", || !house.read("out/over").is_empty());
    let _master = house.master();
    ended(&house, &jid, "done");
    let results = house.run(&["run", "jobs.lookup_jid", &jid, "--out=json"]);
    assert!(results.stdout.contains("over"), "{results:?}");
}

#[test]
fn a_minion_that_is_away_is_named_at_once() {
    let house = House::default();
    let _master = house.master();
    let minion = house.enrolled_minion("web1");
    drop(minion);
    eventually("the master sees that it is away", || house.json(&["run", "manage.down"]) == json!(["web1"]));
    let said = house.run(&["web1", "test.ping"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.stdout.contains("Minion did not return. [Not connected]"), "{said:?}");
}

#[test]
fn garbage_on_the_port_disturbs_nobody() {
    let house = House::default();
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    for garbage in
        [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0xff; 4096], &[0; 10], b"\x04\xff\xff\xff\xff\xff\xff\xff\xff"]
    {
        let mut stream = TcpStream::connect(("127.0.0.1", house.port())).unwrap();
        // The master may close at once, which is an answer too.
        let _ = stream.write_all(garbage);
        let _ = stream.set_read_timeout(Some(std::time::Duration::from_millis(200)));
        let _ = stream.read(&mut [0; 64]);
    }
    assert_eq!(house.json(&["*", "test.ping"]), json!({"web1": true}));
}

#[test]
fn daemons_stop_when_told_to() {
    let house = House::default();
    let master = house.master();
    let minion = house.enrolled_minion("web1");
    assert!(minion.stop().success());
    assert!(master.stop().success());
}
