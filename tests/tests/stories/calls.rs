//! `halite call` on the host of a minion, beside its daemon and without.

use halite_tests::{House, eventually};
use serde_json::json;

fn tree(house: &House) {
    let out = house.path("out");
    house.file(
        "states/site.sls",
        &format!(
            "page:\n  file.managed:\n    - name: {out}/page\n    - makedirs: True\n    - template: jinja\n    - source: salt://page.j2\n",
            out = out.display()
        ),
    );
    house.file("states/page.j2", "{{ pillar['greeting'] }} from {{ grains['id'] }}\n");
    house.file("pillar/top.sls", "base:\n  'web1':\n    - site\n");
    house.file("pillar/site.sls", "greeting: Hello\n");
}

#[test]
fn a_call_runs_beside_the_daemon_and_disturbs_it_not() {
    let house = House::default();
    tree(&house);
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");

    let said = house.call("web1", &["state.apply", "site", "--out=json"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(house.read("out/page"), "Hello from web1\n");
    assert_eq!(house.json(&["*", "test.ping"]), json!({"web1": true}));
    assert!(!house.read("web1/minion.log").contains("lost the master"), "the daemon kept its session");

    let jobs = house.json(&["run", "jobs.list_jobs", "search_function=state.apply"]);
    let (jid, job) = jobs.as_object().and_then(|jobs| jobs.iter().next()).unwrap_or_else(|| panic!("{jobs}"));
    assert_eq!(
        (&job["Target"], &job["User"], &job["Arguments"]),
        (&json!("web1"), &json!("minion web1"), &json!(["site"]))
    );
    let told = house.json(&["run", "jobs.list_job", jid]);
    assert_eq!(told["States"], json!({"web1": "done"}));
    assert!(told["Result"]["web1"].to_string().contains("out/page"), "{told:#}");

    let quiet = house.call("web1", &["test.version", "--no-return-event"]);
    assert_eq!(quiet.code, 0, "{quiet:?}");
    assert_eq!(house.json(&["run", "jobs.list_jobs", "search_function=test.version"]), json!({}));
}

#[test]
fn a_call_alone_gets_files_and_pillar_and_is_not_taken_for_the_minion() {
    let house = House::default();
    tree(&house);
    let _master = house.master();
    let minion = house.enrolled_minion("web1");
    drop(minion);
    eventually("the master sees that it is away", || house.json(&["run", "manage.down"]) == json!(["web1"]));
    let said = house.call("web1", &["state.apply", "site"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(house.read("out/page"), "Hello from web1\n");
    assert_eq!(house.json(&["run", "manage.down"]), json!(["web1"]));
}

#[test]
fn state_runs_of_a_call_and_of_the_daemon_exclude_each_other() {
    let house = House::default();
    let out = house.path("out");
    house.file(
        "states/slow.sls",
        &format!(
            "begun:\n  file.managed:\n    - name: {out}/begun\n    - makedirs: True\n    - contents: x\n\
             wait:\n  cmd.run:\n    - name: while ! test -e {out}/go; do sleep 0.1; done\n    - timeout: 60\n",
            out = out.display()
        ),
    );
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    let begun = house.run(&["web1", "state.apply", "slow", "--async", "--out=json"]);
    assert_eq!(begun.code, 0, "{begun:?}");
    eventually("the run has begun", || !house.read("out/begun").is_empty());
    let turned_away = house.call("web1", &["state.apply", "slow", "queue=False"]);
    assert_ne!(turned_away.code, 0);
    let all = format!("{}{}", turned_away.stdout, turned_away.stderr);
    assert!(all.contains("The function \"state.apply\" is running as PID"), "{turned_away:?}");
    house.file("out/go", "");
    let waited = house.call("web1", &["state.apply", "slow"]);
    assert_eq!(waited.code, 0, "{waited:?}");
}

#[test]
fn a_call_whose_key_is_not_accepted_says_what_to_do() {
    let house = House::default();
    let _master = house.master();
    house.configure_minion("web1", "auth_timeout: 1\n");
    let said = house.call("web1", &["test.ping"]);
    assert_eq!(said.code, 77, "{said:?}");
    assert!(said.stderr.contains("halite key -a web1"), "{said:?}");
    assert_eq!(house.run(&["key", "-y", "-a", "web1"]).code, 0);
    let said = house.call("web1", &["test.ping", "--out=json"]);
    assert_eq!((said.code, said.json()), (0, json!({"local": true})), "{said:?}");
}
