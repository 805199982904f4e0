//! Configurations that change while the programs run, and options that do nothing.

use halite_tests::{House, eventually};
use rustix::process::Signal;
use serde_json::json;

#[test]
fn a_master_reads_its_configuration_anew() {
    let house = House::default();
    let master = house.master();
    let _minion = house.enrolled_minion("web1");
    let before = house.read("master");
    assert_ne!(house.run(&["-N", "front", "test.ping"]).code, 0);
    house.configure_master("nodegroups: {front: 'web*'}\nmax_message_bytes: 9000000\nworker_threads: 9\n");
    master.signal(Signal::HUP);
    eventually("the node group is known", || house.run(&["-N", "front", "test.ping"]).code == 0);
    let log = house.read("master.log");
    assert!(log.contains("count after a restart: max_message_bytes"), "{log}");
    assert!(log.contains("have no effect here: worker_threads"), "{log}");

    house.file("master", &format!("{before}\nnodegruops: {{}}\n"));
    master.signal(Signal::HUP);
    eventually("it says what is wrong", || {
        let log = house.read("master.log");
        log.contains("the old one stays in force") && log.contains("did you mean `nodegroups`?")
    });
    // Commands read the file too; the master itself is not told of this one.
    house.file("master", &before);
    assert_eq!(house.json(&["-N", "front", "test.ping"]), json!({"web1": true}));
}

#[test]
fn a_minion_reads_its_configuration_anew() {
    let house = House::default();
    let _master = house.master();
    let minion = house.enrolled_minion("web1");
    assert_eq!(house.run(&["-G", "role:front", "test.ping"]).code, 2);
    let options = house.read("web1/minion");
    house.file("web1/minion", &format!("{options}\ngrains: {{role: front}}\njournal_max_bytes: 9000000\n"));
    minion.signal(Signal::HUP);
    eventually("the master knows the new grain", || house.run(&["-G", "role:front", "test.ping"]).code == 0);
    assert_eq!(house.json(&["web1", "grains.get", "role"]), json!({"web1": "front"}));
    assert!(house.read("web1/minion.log").contains("count after a restart: journal_max_bytes"));
}
