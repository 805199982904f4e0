//! Highstates and ad-hoc commands.

use halite_tests::House;
use serde_json::{Value, json};

fn tree(house: &House) {
    let out = house.path("out");
    house.file("states/top.sls", "base:\n  '*':\n    - site\n");
    house.file(
        "states/site.sls",
        &format!(
            "page:\n  file.managed:\n    - name: {out}/page\n    - makedirs: True\n    - template: jinja\n    - source: salt://page.j2\n\
             told:\n  cmd.run:\n    - name: echo told >> {out}/told\n    - onchanges:\n      - file: page\n",
            out = out.display()
        ),
    );
    house.file("states/page.j2", "{{ pillar['greeting'] }} from {{ grains['id'] }}\n");
    house.file("pillar/top.sls", "base:\n  '*':\n    - site\n");
    house.file("pillar/site.sls", "greeting: Hello\n");
}

fn results(run: &Value) -> Vec<(String, Value, bool)> {
    let mut states: Vec<_> = run["web1"].as_object().unwrap_or_else(|| panic!("{run}")).iter().collect();
    states.sort_by_key(|(_, state)| state["__run_num__"].as_i64());
    let changed = |state: &Value| state["changes"].as_object().is_some_and(|changes| !changes.is_empty());
    states
        .into_iter()
        .map(|(tag, state)| {
            (tag.split("_|-").nth(1).unwrap_or_default().to_owned(), state["result"].clone(), changed(state))
        })
        .collect()
}

fn row(id: &str, result: Value, changed: bool) -> (String, Value, bool) {
    (id.to_owned(), result, changed)
}

#[test]
fn a_highstate_converges_and_then_changes_nothing() {
    let house = House::default();
    tree(&house);
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");

    let told = house.json(&["*", "state.apply", "test=True"]);
    assert_eq!(results(&told), [row("page", Value::Null, true), row("told", Value::Null, true)], "{told:#}");
    assert_eq!(house.read("out/page"), "", "test mode changes nothing");

    let first = house.json(&["*", "state.apply"]);
    assert_eq!(
        results(&first),
        [row("page", json!(true), true), row("told", json!(true), true)],
        "{first:#}"
    );
    assert_eq!(house.read("out/page"), "Hello from web1\n");

    let second = house.json(&["*", "state.apply"]);
    assert_eq!(
        results(&second),
        [row("page", json!(true), false), row("told", json!(true), false)],
        "{second:#}"
    );

    house.file("pillar/site.sls", "greeting: Good morning\n");
    let third = house.json(&["*", "state.apply"]);
    assert_eq!(
        results(&third),
        [row("page", json!(true), true), row("told", json!(true), true)],
        "{third:#}"
    );
    assert_eq!(house.read("out/page"), "Good morning from web1\n");
    assert_eq!(house.read("out/told"), "told\ntold\n");
}

#[test]
fn a_mistake_in_an_sls_names_file_and_line() {
    let house = House::default();
    house.file("states/bad.sls", "ok:\n  test.nop: []\n\nbad:\n  file.managd:\n    - name: /x\n");
    house.file("states/undefined.sls", "a:\n  test.nop: []\n# {{ nothing_of_that_name }}\n");
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    let unknown = house.run(&["web1", "state.apply", "bad"]);
    assert_ne!(unknown.code, 0);
    for part in ["bad.sls", "line 5", "file.managed"] {
        assert!(unknown.stdout.contains(part), "{part}: {unknown:?}");
    }
    let undefined = house.run(&["web1", "state.apply", "undefined"]);
    assert_ne!(undefined.code, 0);
    for part in ["undefined.sls", "line 3", "nothing_of_that_name"] {
        assert!(undefined.stdout.contains(part), "{part}: {undefined:?}");
    }
}

#[test]
fn results_alone_go_to_standard_output() {
    let house = House::default();
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    let said = house.run(&["*", "test.echo", "hello", "-v", "--summary", "--out=json"]);
    assert_eq!(said.json(), json!({"web1": "hello"}));
    assert_eq!(said.code, 0);
    assert!(said.stderr.contains("# of minions returned: 1"), "{said:?}");
    let failed = house.run(&["*", "cmd.run", "exit 3"]);
    assert_eq!(failed.code, 1, "{failed:?}");
    let unknown = house.run(&["*", "test.pign"]);
    assert_ne!(unknown.code, 0);
    assert!(unknown.stdout.contains("test.ping"), "the nearest name is told: {unknown:?}");
}

#[test]
fn a_minion_gets_its_own_pillar_only() {
    let house = House::default();
    house.file("pillar/top.sls", "base:\n  'web1':\n    - one\n  'web2':\n    - two\n");
    house.file("pillar/one.sls", "secret: of web1\n");
    house.file("pillar/two.sls", "secret: of web2\n");
    let _master = house.master();
    let _first = house.enrolled_minion("web1");
    let _second = house.enrolled_minion("web2");
    let pillar = house.json(&["*", "pillar.get", "secret", "unmask=True"]);
    assert_eq!(pillar, json!({"web1": "of web1", "web2": "of web2"}));
}
