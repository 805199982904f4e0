//! Minions with several masters.

use halite_tests::{Daemon, House, eventually};
use serde_json::json;

/// A master that takes every minion.
fn house() -> House {
    House::new("auto_accept: True\n")
}

/// A minion of both masters, in that order; its folders lie in the first one's house.
fn minion(first: &House, second: &House, options: &str) -> Daemon {
    let text = format!(
        "id: web1\nmaster: ['127.0.0.1:{}', '127.0.0.1:{}']\nroot_dir: {}\n{options}",
        first.port(),
        second.port(),
        first.path("web1-root").display()
    );
    first.file("web1/minion", &text);
    first.minion("web1")
}

fn answers(house: &House) -> bool {
    house.json(&["web1", "test.ping"]) == json!({"web1": true})
}

#[test]
fn a_list_of_masters_is_served_at_once_and_each_gets_its_own() {
    let (one, two) = (house(), house());
    let (_first, second) = (one.master(), two.master());
    let minion = minion(&one, &two, "");
    one.eventually_up("web1");
    two.eventually_up("web1");
    assert!(answers(&one) && answers(&two));
    drop(second);
    let of_one = one.publish(&["web1", "test.echo", "one"]);
    one.eventually_stands(&of_one, "web1", "done");
    let _second = two.master();
    two.eventually_up("web1");
    assert!(answers(&two));
    assert_eq!(two.json(&["run", "jobs.list_jobs", "search_function=test.echo"]), json!({}));
    assert!(minion.stop().success());
}

#[test]
fn a_minion_goes_to_the_next_master_and_what_it_owes_to_the_one_that_waits_for_it() {
    let (one, two) = (house(), house());
    let out = one.path("out").display().to_string();
    one.file("out/.keep", "");
    let first = one.master();
    let _second = two.master();
    let options = "master_type: failover\n";
    let minion_ = minion(&one, &two, options);
    one.eventually_up("web1");
    assert_eq!(two.json(&["run", "manage.up"]), json!([]), "one master at a time");

    let line = format!(
        "touch {out}/begun; while ! test -e {out}/go; do sleep 0.1; done; echo over >> {out}/told; echo result"
    );
    let jid = one.publish(&["web1", "cmd.run", &line]);
    eventually("the job has begun", || one.path("out/begun").exists());
    first.kill();
    two.eventually_up("web1");
    assert!(answers(&two));
    one.file("out/go", "");
    eventually("the job is over", || one.read("out/told") == "over\n");

    // What it owes outlives the minion, too.
    assert!(minion_.stop().success());
    let minion_ = minion(&one, &two, options);
    two.eventually_up("web1");
    assert_eq!(two.json(&["run", "jobs.list_jobs", "search_function=cmd.run"]), json!({}));

    let _first = one.master();
    let job = one.eventually_stands(&jid, "web1", "done");
    assert_eq!(job["Result"]["web1"]["return"], "result");
    one.eventually_down("web1");
    assert!(answers(&two), "it stays with the master that it has");
    assert_eq!(one.read("out/told"), "over\n");
    assert!(minion_.stop().success());
}

#[test]
fn a_minion_comes_back_to_the_first_master_if_it_is_told_to() {
    let (one, two) = (house(), house());
    let _second = two.master();
    let _minion =
        minion(&one, &two, "master_type: failover\nmaster_failback: True\nmaster_failback_interval: 1\n");
    two.eventually_up("web1");
    let _first = one.master();
    one.eventually_up("web1");
    two.eventually_down("web1");
    assert!(answers(&one));
}
