//! Who may do what, as other users of the machine see it, and what the audit log says of it.
//!
//! These need root, to be other users.

use std::{collections::BTreeMap, os::unix::fs::PermissionsExt};

use halite_tests::{Daemon, House, Said, eventually};
use rustix::process::Signal;
use serde_json::{Value, json};

/// Users that every Debian, Fedora and Alpine has, by the same number.
const DAEMON: u32 = 1;
const BIN: u32 = 2;
const NOBODY: u32 = 65534;

/// A field of the line of a table of accounts in which the field `key` has this value.
fn field(table: &str, key: usize, value: &str, wanted: usize) -> String {
    let text = std::fs::read_to_string(table).expect("every system has one");
    let line = text.lines().find(|line| line.split(':').nth(key) == Some(value));
    line.and_then(|line| line.split(':').nth(wanted)).expect("the account is there").to_owned()
}

fn name_of(uid: u32) -> String {
    field("/etc/passwd", 2, &uid.to_string(), 0)
}

fn group_of(uid: u32) -> String {
    field("/etc/group", 2, &field("/etc/passwd", 2, &uid.to_string(), 3), 0)
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn denied(said: &Said, rule: &str) {
    assert_eq!(said.code, 77, "{said:?}");
    assert!(said.stderr.contains(rule), "{said:?}");
    assert_eq!(said.stdout, "", "{said:?}");
}

struct Guarded {
    house: House,
    master: Daemon,
    minions: [Daemon; 2],
}

fn guarded() -> Guarded {
    let house = House::new(&format!(
        "publisher_acl:
  {nobody}:
    - 'web*':
      - test.ping
      - test.echo:
        - args: ['hel+o']
    - '@jobs'
    - '@wheel': [key.list_all]
  {group}%:
    - grains.get
publisher_acl_blacklist:
  users: [sudo_{bin}]
  modules: [test.arg]
",
        nobody = name_of(NOBODY),
        bin = name_of(BIN),
        group = group_of(DAEMON),
    ));
    let master = house.master();
    let minions = ["web1", "db1"].map(|id| house.enrolled_minion(id));
    house.open_to_others();
    Guarded { house, master, minions }
}

#[test]
fn users_do_what_rules_permit_and_every_denial_names_its_rule() {
    if !is_root() {
        return;
    }
    let Guarded { house, master, minions: _minions } = guarded();
    let nobody = |words: &[&str]| house.run_as(NOBODY, words);
    let succeeds = |said: Said| assert_eq!(said.code, 0, "{said:?}");
    let me = name_of(NOBODY);

    succeeds(nobody(&["web1", "test.ping"]));
    succeeds(nobody(&["web1", "test.echo", "hello"]));
    let elsewhere = format!("`publisher_acl` permits it to `{me}` on `web*` only");
    denied(&nobody(&["*", "test.ping"]), &elsewhere);
    denied(&nobody(&["db1", "test.ping"]), &elsewhere);
    let no_entry =
        format!("no entry of `{me}` in `publisher_acl` permits this function with these arguments");
    denied(&nobody(&["web1", "test.echo", "hullo"]), &no_entry);
    denied(&nobody(&["web1", "cmd.run", "id"]), &no_entry);
    denied(&nobody(&["web1", "test.ping,cmd.run", ",", "id"]), &no_entry);
    denied(
        &nobody(&["web1", "test.arg"]),
        "`publisher_acl_blacklist` has the entry `test.arg` among its `modules`",
    );

    succeeds(nobody(&["run", "jobs.active"]));
    denied(&nobody(&["run", "manage.up"]), "`@runner` or `@manage` would");
    succeeds(nobody(&["key", "-L"]));
    denied(&nobody(&["key", "-y", "-d", "web1"]), "or `@wheel: ['key.delete']`");
    denied(&nobody(&["key", "token", "create", "*"]), "or `@wheel: ['token.create']`");

    assert_eq!(house.run_as(DAEMON, &["db1", "grains.get", "id"]).code, 0, "by its group");
    denied(&house.run_as(BIN, &["web1", "test.ping"]), "give the user a rule in `publisher_acl`");

    denied(&house.run(&["web1", "test.arg"]), "`publisher_acl_blacklist` has the entry `test.arg`");
    let by_bin = house.run_by_sudo(&name_of(BIN), &["web1", "test.ping"]);
    denied(&by_bin, &format!("has the entry `sudo_{}` among its `users`", name_of(BIN)));

    // Without `sudo_acl`, root by sudo is root, under a name of its own.
    assert_eq!(house.run_by_sudo(&me, &["db1", "test.ping"]).code, 0);
    let jobs = house.json(&["run", "jobs.list_jobs"]);
    let users: Vec<&Value> = jobs.as_object().unwrap().values().map(|job| &job["User"]).collect();
    assert!(users.contains(&&json!(format!("sudo_{me}"))), "{users:?}");
    house.configure_master("sudo_acl: true\n");
    master.signal(Signal::HUP);
    eventually("sudo is bound to rules", || house.run_by_sudo(&me, &["db1", "test.ping"]).code == 77);
    assert_eq!(house.run_by_sudo(&me, &["web1", "test.ping"]).code, 0);
    assert_eq!(house.run(&["db1", "test.ping"]).code, 0, "root itself is not");

    let log = house.read("master.log");
    assert!(log.contains("denied: ") && log.contains(&elsewhere), "{log}");
}

/// The lines of the audit log, each whole and numbered.
fn audit(house: &House) -> Vec<Value> {
    let text = house.read("master-root/var/log/halite/audit.log");
    let entries: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let numbers: Vec<u64> = entries.iter().map(|entry| entry["seq"].as_u64().expect("a number")).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    entries
}

fn of<'a>(entries: &'a [Value], event: &str) -> Vec<&'a Value> {
    entries.iter().filter(|entry| entry["event"] == event).collect()
}

#[test]
fn the_audit_log_tells_who_ran_what_where_and_what_came_of_it() {
    if !is_root() {
        return;
    }
    let Guarded { house, master, minions: _minions } = guarded();
    let me = name_of(NOBODY);
    let said = house.run_as(NOBODY, &["web1", "test.echo", "hello"]);
    assert_eq!(said.code, 0, "{said:?}");
    house.run_as(NOBODY, &["db1", "test.ping"]);
    assert_eq!(house.run(&["*", "test.kwarg", "text=x", "password=s3cret"]).code, 0);
    assert_eq!(house.run(&["key", "-y", "-d", "db1"]).code, 0);
    eventually("the results are written down", || of(&audit(&house), "job/ended").len() == 3);
    let jid = of(&audit(&house), "job/published")[0]["jid"].clone();
    let hashes = house.json(&["run", "jobs.hashes", jid.as_str().unwrap()]);
    assert!(master.stop().success());

    let entries = audit(&house);
    assert_eq!(entries.first().unwrap()["event"], "master/started");
    assert_eq!(entries.last().unwrap()["event"], "master/stopped");
    let published = of(&entries, "job/published");
    assert_eq!(published.len(), 2, "{published:?}");
    assert_eq!(published[0]["user"], *me);
    assert_eq!(published[0]["minions"], json!(["web1"]));
    assert_eq!(published[0]["target"]["expression"], "web1");
    assert_eq!(published[0]["calls"], json!([{"function": "test.echo", "args": ["hello"], "kwargs": {}}]));
    assert_eq!(published[1]["user"], "root");
    assert_eq!(published[1]["calls"][0]["kwargs"]["password"], "** hidden **");

    let ended: BTreeMap<_, _> = of(&entries, "job/ended")
        .into_iter()
        .map(|end| ((end["jid"].to_string(), end["minion"].to_string()), end))
        .collect();
    assert_eq!(ended.len(), 3);
    let first = ended[&(jid.to_string(), "\"web1\"".to_owned())];
    assert_eq!((&first["state"], &first["retcode"]), (&json!("done"), &json!(0)));
    assert_eq!(first["sha256"], hashes["web1"]);
    assert_eq!(first["sha256"].as_str().map(str::len), Some(64));

    let denials = of(&entries, "request/denied");
    assert_eq!(denials.len(), 1);
    assert_eq!((&denials[0]["user"], &denials[0]["asked"]), (&json!(me), &json!("publish")));
    assert_eq!(denials[0]["rule"], format!("`publisher_acl` permits it to `{me}` on `web*` only"));
    let keys = of(&entries, "key/changed");
    assert_eq!((&keys[0]["action"], &keys[0]["keys"][0]["minion"]), (&json!("delete"), &json!("db1")));
    let came = of(&entries, "key/decided");
    assert!(came.iter().any(|key| key["minion"] == "web1" && key["by"] == "token"), "{came:?}");
    assert_eq!(of(&entries, "token/changed").len(), 2);
    assert!(!of(&entries, "runner/called").is_empty());
    let mode = std::fs::metadata(house.path("master-root/var/log/halite/audit.log")).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
}

#[test]
fn what_cannot_be_written_down_is_not_done() {
    let house = House::new("audit_log: /nowhere/audit.log\n");
    let log = house.path("master-root/nowhere/audit.log");
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    // Nothing can be written there any more: as on a disk that is full.
    let folder = log.parent().unwrap();
    std::fs::rename(folder, house.path("away")).unwrap();
    std::fs::write(folder, "").unwrap();
    let said = house.run(&["web1", "test.ping"]);
    assert_ne!(said.code, 0);
    assert!(said.stderr.contains("could not write the audit log"), "{said:?}");
    assert!(!house.read("web1/minion.log").contains("test.ping"));
    assert_ne!(house.run(&["key", "-y", "-d", "web1"]).code, 0);
    std::fs::remove_file(folder).unwrap();
    assert_eq!(house.run(&["web1", "test.ping"]).code, 0, "the key is still there");
}

#[test]
fn a_minion_offers_what_its_own_configuration_says() {
    let house = House::default();
    house.file("states/cmds.sls", "one:\n  cmd.run:\n    - name: touch {{ grains.id }}\n");
    house.file("states/asks.sls", "two:\n  test.nop:\n    - name: {{ salt['cmd.run']('id') }}\n");
    house.file("states/runs.sls", "three:\n  module.run:\n    - cmd.run: [{cmd: id}]\n");
    house.file("states/guarded.sls", "four:\n  test.nop:\n    - onlyif: 'true'\n");
    let _master = house.master();
    for (id, options) in
        [("shut", "disable_modules: [cmd]\n"), ("only", "whitelist_modules: [state, test]\n")]
    {
        let token = house.run(&["key", "token", "create", id]).stdout;
        house.configure_minion(id, &format!("enrolment_token: {}\n{options}", token.trim()));
    }
    let _minions = ["shut", "only"].map(|id| house.minion(id));
    ["shut", "only"].iter().for_each(|id| house.eventually_up(id));
    let rules = [
        ("shut", "`disable_modules` of this minion has the entry `cmd`"),
        ("only", "`whitelist_modules` of this minion has no entry `cmd`"),
    ];
    for (id, rule) in rules {
        assert_eq!(house.run(&[id, "test.ping"]).code, 0);
        let said = house.run(&[id, "cmd.run", "id"]);
        assert!(
            said.code != 0 && said.stdout.contains(&format!("'cmd.run' is not available: {rule}")),
            "{said:?}"
        );
        for sls in ["asks", "runs"] {
            let said = house.run(&[id, "state.apply", sls]);
            assert!(said.code != 0 && said.stdout.contains(rule), "{id} {sls}: {said:?}");
        }
        assert!(house.read(&format!("{id}/minion.log")).contains(rule));
        let by_hand = house.call(id, &["cmd.run", "id"]);
        assert!(by_hand.code != 0 && by_hand.stderr.contains(rule), "{by_hand:?}");
    }
    let said = house.run(&["shut", "state.apply", "cmds"]);
    assert!(said.code != 0 && said.stdout.contains(rules[0].1), "{said:?}");
    // States are made of functions that nobody has named.
    let said = house.run(&["only", "state.apply", "guarded"]);
    assert!(said.code == 0 && said.stdout.contains("Succeeded: 1"), "{said:?}");
}

#[test]
fn a_blackout_counts_from_the_first_job_on() {
    let house = House::default();
    house.file("pillar/top.sls", "base:\n  '*': [dark]\n");
    house.file("pillar/dark.sls", "minion_blackout: true\nminion_blackout_whitelist: [test.version]\n");
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    let said = house.run(&["web1", "test.ping"]);
    assert!(said.code != 0 && said.stdout.contains("Minion in blackout mode."), "{said:?}");
    assert!(said.stdout.contains("its pillar has `minion_blackout`, and no `test.ping`"), "{said:?}");
    assert_eq!(house.run(&["web1", "test.version"]).code, 0);
    house.file("pillar/dark.sls", "minion_blackout: false\n");
    assert_eq!(house.run(&["web1", "saltutil.refresh_pillar"]).code, 0);
    assert_eq!(house.run(&["web1", "test.ping"]).code, 0);
}
