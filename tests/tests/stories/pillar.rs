//! Pillar: where it comes from, and what operators can see of it.

use std::os::unix::fs::PermissionsExt;

use halite_common::program::Program;
use halite_tests::House;
use serde_json::json;

#[test]
fn runners_show_the_pillar_and_its_top() {
    let house = House::default();
    house.file(
        "pillar/top.sls",
        "base:\n  'role:{{ grains.get('role', 'none') }}':\n    - match: grain\n    - role\n  '*':\n    - all\n  web1:\n    - own\n",
    );
    house.file("pillar/all.sls", "greeting: Hello\n");
    house.file("pillar/role.sls", "role: {{ grains.role }}\nenv: {{ opts.pillarenv }}\n");
    house.file("pillar/own.sls", "own: {{ grains.id }}\n");
    let _master = house.master();
    assert_eq!(house.json(&["run", "pillar.show_pillar"]), json!({"greeting": "Hello"}));
    // A minion that has never come is known by its name alone.
    assert_eq!(
        house.json(&["run", "pillar.show_pillar", "web9", "role=db", "pillarenv=base"]),
        json!({"role": "db", "env": "base", "greeting": "Hello"})
    );
    let _minion = house.enrolled_minion("web1");
    assert_eq!(
        house.json(&["run", "pillar.show_pillar", "minion=web1"]),
        json!({"greeting": "Hello", "own": "web1"})
    );
    assert_eq!(
        house.json(&["run", "pillar.show_top"]),
        json!({"base": {"role:none": [{"match": "grain"}, "role"], "*": ["all"], "web1": ["own"]}})
    );
    house.file("pillar/own.sls", "own: 1\n{{ nope }}\n");
    let broken = house.json(&["run", "pillar.show_pillar", "web1"]);
    let told = broken["_errors"][0].as_str().unwrap_or_default();
    assert!(told.contains("own.sls") && told.contains("line 2"), "{broken}");
}

#[test]
fn pillar_comes_from_elsewhere_too() {
    let house = House::default();
    let root = house.path("elsewhere").display().to_string();
    let sources = format!(
        "nodegroups: {{all: '*', none: L@nobody}}\next_pillar:\n  - cmd_yaml: 'cat {root}/%s.yaml'\n  - file_tree: {root}/tree\n  - nodegroups: {{}}\n"
    );
    house.configure_master(&sources);
    house.file("pillar/top.sls", "base:\n  '*':\n    - a\n");
    house.file("pillar/a.sls", "from: tree\nkept: 1\n");
    house.file("elsewhere/web1.yaml", "from: command\n");
    house.file("elsewhere/tree/hosts/web1/key.pem", "of web1\n");
    house.file("elsewhere/tree/hosts/web2/key.pem", "of web2\n");
    let out = house.path("out").display().to_string();
    house.file(
        "states/key.sls",
        &format!("{out}:\n  file.managed:\n    - contents_pillar: key.pem\n    - contents_newline: True\n"),
    );
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    let expected = json!({"from": "command", "kept": 1, "nodegroups": ["all"]});
    let pillar = |words: &[&str]| {
        let mut found =
            house.json(&[&["web1", "pillar.items", "unmask=True"], words].concat())["web1"].take();
        found.as_object_mut().expect("a pillar").retain(|key, _| key != "key.pem");
        found
    };
    assert_eq!(pillar(&[]), expected);
    house.json(&["web1", "state.apply", "key"]);
    assert_eq!(house.read("out"), "of web1\n");
    // The command is asked again each time.
    house.file("elsewhere/web1.yaml", "from: another\n");
    assert_eq!(pillar(&[])["from"], "another");
    assert_eq!(house.json(&["web1", "saltutil.refresh_pillar"]), json!({"web1": true}));
    assert_eq!(house.json(&["-I", "from:another", "test.ping"]), json!({"web1": true}));
    house.file("elsewhere/web1.yaml", "from: a: b\n");
    let broken = house.json(&["run", "pillar.show_pillar", "web1"]);
    let told = broken["_errors"][0].as_str().unwrap_or_default();
    assert!(
        told.contains("ext_pillar cmd_yaml") && told.contains("no YAML") && told.contains("line"),
        "{broken}"
    );
    // Without a master.
    house.file("elsewhere/web1.yaml", "from: command\n");
    house.file("alone/minion", &format!("id: web1\n{sources}"));
    let folder = house.path("pillar").display().to_string();
    let alone = house
        .call("alone", &["--local", "--pillar-root", &folder, "pillar.items", "unmask=True", "--out=json"]);
    let mut alone = alone.json()["local"].take();
    alone.as_object_mut().expect("a pillar").retain(|key, _| key != "key.pem");
    assert_eq!(alone, expected);
}

/// A folder of keys with a key of its own, without a passphrase.
fn keys(house: &House, folder: &str) -> String {
    let keys = house.path(folder);
    std::fs::create_dir_all(&keys).expect("a folder can be made");
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o700)).expect("its owner may");
    let keys = keys.display().to_string();
    let free = ["--pinentry-mode", "loopback", "--passphrase", ""];
    gpg(&keys, &[&free[..], &["--quick-gen-key", "halite@example.org", "future-default"]].concat(), b"");
    keys
}

fn gpg(keys: &str, words: &[&str], input: &[u8]) -> String {
    let argv = [&["gpg", "--homedir", keys, "--batch", "--quiet"], words].concat();
    let said = Program { input: input.to_vec(), ..Program::new(argv) }.run();
    let said = said.unwrap_or_else(|error| panic!("this story needs the program `gpg`: {error}"));
    assert_eq!(said.code, 0, "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8_lossy(&said.stdout).into_owned()
}

#[test]
fn secrets_lie_encrypted_in_the_tree() {
    let house = House::default();
    // Beside each configuration, where they are looked for if nothing else is said.
    let of_master = keys(&house, "gpgkeys");
    let of_minion = keys(&house, "web1/gpgkeys");
    let hide = |keys: &str, secret: &str| {
        let words = ["--armor", "--trust-model", "always", "--encrypt", "-r", "halite@example.org"];
        gpg(keys, &words, secret.as_bytes()).lines().map(|line| format!("    {line}\n")).collect::<String>()
    };
    house.file("pillar/top.sls", "base:\n  '*':\n    - a\n");
    let pillar = format!(
        "#!jinja|yaml|gpg\n{{% set id = grains.id %}}\nfor: {{{{ id }}}}\nsecret: |\n{}",
        hide(&of_master, "of the pillar")
    );
    house.file("pillar/a.sls", &pillar);
    let out = house.path("out").display().to_string();
    let state = format!(
        "#!jinja|yaml|gpg\n{out}:\n  file.managed:\n    - contents: |\n        {{{{ pillar.secret }}}}\n{}",
        hide(&of_minion, "of the state").replace("    ", "        ")
    );
    house.file("states/a.sls", &state);
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    let pillar = house.json(&["web1", "pillar.items", "unmask=True"]);
    assert_eq!(pillar, json!({"web1": {"for": "web1", "secret": "of the pillar"}}));
    house.json(&["web1", "state.apply", "a"]);
    assert_eq!(house.read("out"), "of the pillar\nof the state\n");
    // With a key that only the minion has, the master says where the secret is; the minion is not told more.
    house.file("pillar/a.sls", &format!("#!yaml|gpg\nsecret: |\n{}", hide(&of_minion, "lost")));
    let refused = house.run(&["web1", "state.apply", "a"]);
    assert_ne!(refused.code, 0);
    assert!(refused.stdout.contains("Rendering SLS 'a' failed. Please see master log"), "{refused:?}");
    let log = house.read("master.log");
    assert!(log.contains("No secret key") && log.contains("pillar/a.sls, line 2"), "{log}");
    assert!(!log.contains("BEGIN PGP"), "{log}");
    for keys in [of_master, of_minion] {
        let _ = Program::new(["gpgconf", "--homedir", &keys, "--kill", "all"]).run();
    }
}
