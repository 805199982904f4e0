//! A new minion, and its key.

use halite_tests::{House, eventually};
use serde_json::json;

#[test]
fn a_new_minion_waits_for_its_key() {
    let house = House::default();
    let _master = house.master();
    house.configure_minion("web1", "");
    let _minion = house.minion("web1");
    eventually("the key is pending", || {
        house.run(&["key", "-L", "--out=json"]).json()["minions_pre"] == json!(["web1"])
    });
    assert_eq!(house.run(&["web1", "test.ping"]).code, 2, "nobody but accepted minions is targeted");
    assert_eq!(house.run(&["key", "-y", "-a", "web1"]).code, 0);
    eventually("it answers", || {
        house.run(&["web1", "test.ping", "--static", "--out=json"]).stdout.contains("true")
    });
    let keys = house.run(&["key", "-L", "--out=json"]).json();
    assert_eq!(keys["minions"], json!(["web1"]));
    assert_eq!(keys["minions_pre"], json!([]));
}

#[test]
fn a_token_lets_one_minion_in_once() {
    let house = House::default();
    let _master = house.master();
    let token = house.run(&["key", "token", "create", "web*"]).stdout.trim().to_owned();
    let options = format!("enrolment_token: {token}\n");
    house.configure_minion("web1", &options);
    house.configure_minion("web2", &options);
    let _first = house.minion("web1");
    house.eventually_up("web1");
    let _second = house.minion("web2");
    eventually("the second one waits", || {
        house.run(&["key", "-L", "--out=json"]).json()["minions_pre"] == json!(["web2"])
    });
}

#[test]
fn a_known_id_with_another_key_is_denied() {
    let house = House::default();
    let _master = house.master();
    let minion = house.enrolled_minion("web1");
    drop(minion);
    std::fs::rename(house.path("web1-root"), house.path("old-root")).unwrap();
    let _impostor = house.minion("web1");
    eventually("the other key is denied", || {
        house.run(&["key", "-L", "--out=json"]).json()["minions_denied"] == json!(["web1"])
    });
    assert_ne!(house.run(&["web1", "test.ping", "-t", "1"]).code, 0);
}

#[test]
fn any_of_several_fingerprints_of_masters_will_do() {
    let house = House::new("auto_accept: True\n");
    let _master = house.master();
    let said = house.run(&["key", "-F", "--out=json"]);
    let finger = said.json()["local"]["master.pub"].as_str().expect("it has one").to_owned();
    let other = ["00"; 32].join(":");
    house.configure_minion("web1", &format!("master_finger: ['{other}', '{finger}']\n"));
    let _minion = house.minion("web1");
    house.eventually_up("web1");
}

#[test]
fn a_wrong_master_finger_is_refused_by_the_minion() {
    let house = House::new("auto_accept: True\n");
    let _master = house.master();
    house.configure_minion("web1", &format!("master_finger: '{}'\n", ["00"; 32].join(":")));
    let _minion = house.minion("web1");
    eventually("it says so", || house.read("web1/minion.log").to_lowercase().contains("fingerprint"));
    assert_eq!(house.run(&["web1", "test.ping", "-t", "1"]).code, 2);
}

#[test]
fn files_on_the_master_decide_about_new_keys() {
    let house = House::default();
    let (base, uuids) = (house.path("").display().to_string(), house.path("grains/uuid"));
    house.configure_master(&format!(
        "autosign_file: {base}sign\nautoreject_file: {base}reject\nautosign_grains_dir: {base}grains\n"
    ));
    house.file("sign", "# by name\nweb\\d+\n");
    house.file("reject", "evil*\n");
    house.file("grains/uuid", "b5c3\n");
    for path in [house.path("sign"), house.path("reject"), uuids] {
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
    let _master = house.master();
    house.configure_minion("web1", "");
    house.configure_minion("evil1", "");
    house.configure_minion("db1", "grains: {uuid: b5c3}\nautosign_grains: [uuid]\n");
    house.configure_minion("db2", "grains: {uuid: b5c4}\nautosign_grains: [uuid]\n");
    let _minions = ["web1", "evil1", "db1", "db2"].map(|id| house.minion(id));
    house.eventually_up("web1");
    house.eventually_up("db1");
    eventually("the others are known", || {
        let keys = house.run(&["key", "-L", "--out=json"]).json();
        keys["minions_rejected"] == json!(["evil1"]) && keys["minions_pre"] == json!(["db2"])
    });
}
