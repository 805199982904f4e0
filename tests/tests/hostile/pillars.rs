//! The pillar of others.

use halite_common::value::{Dict, Value};
use halite_tests::House;

use super::{scene::Scene, tally::Tally};

const CANARY: &str = "canary-of-web1";

fn house(top: &str) -> House {
    let house = House::default();
    house.file("pillar/top.sls", top);
    house.file("pillar/secret.sls", &format!("password: {CANARY}\n"));
    house.file(
        "pillar/own.sls",
        "mine: {{ grains['id'] }} {{ opts['id'] }} {{ grains.get('role', 'none') }}\n",
    );
    house
}

fn leaks(pillar: &Dict) -> bool {
    format!("{pillar:?}").contains(CANARY)
}

pub(crate) fn of_others(tally: &mut Tally) {
    let scene = Scene::of(house("base:\n  'web1':\n    - secret\n  '*':\n    - own\n"));
    let mut evil = scene.evil();
    let own = evil.pillar(None, None, Dict::new());
    assert!(own.get("mine").is_some(), "{own:?}");
    tally.case("the pillar of the id", leaks(&own));
    let long = "x".repeat(5000);
    for env in ["base", "..", "../pillar", "/", "", "secret", "web1", "\0", "__env__", &long] {
        for (saltenv, pillarenv) in [(Some(env), None), (None, Some(env)), (Some(env), Some(env))] {
            let pillar = evil.pillar(saltenv, pillarenv, Dict::new());
            tally.case(format!("{saltenv:.20?} {pillarenv:.20?}"), leaks(&pillar));
        }
    }
    for (key, value) in [
        ("id", "web1"),
        ("minion_id", "web1"),
        ("master", "{{ salt['pillar.get']('password') }}"),
        ("_errors", "{% include 'secret.sls' %}"),
        ("include", "secret"),
        ("__id__", "web1"),
        ("git_pillar", "x"),
        ("ext_pillar", "[{cmd_yaml: 'cat secret.sls'}]"),
    ] {
        let overrides = Dict::from([(key, Value::from(value))]);
        tally.case(format!("{key}: {value} over the pillar"), leaks(&evil.pillar(None, None, overrides)));
    }
}

/// Which minion it is, grains do not say: `id` in them is the session's.
pub(crate) fn grains_that_name_others(tally: &mut Tally) {
    let top = "base:\n  'G@role:db':\n    - match: compound\n    - secret\n  'G@id:web1':\n    - match: compound\n    - secret\n  'id:web1':\n    - match: grain\n    - secret\n\
               \x20 'id:web*':\n    - match: grain\n    - secret\n  '*':\n    - own\n";
    let scene = Scene::of(house(&format!(
        "{top}{{% if grains['id'] == 'web1' %}}\n  'evil':\n    - secret\n{{% endif %}}\n"
    )));
    let grains = |id: &str| Dict::from([("id", Value::from(id)), ("role", Value::from("{{ 7 * 7 }}"))]);
    // What a grain such as a role decides, it decides for whoever says so: that is told.
    let mut evil = scene.evil_with(Dict::from([("role", Value::from("db"))]));
    assert!(leaks(&evil.pillar(None, None, Dict::new())), "a role is what the minion says");
    let told = scene.house.read("master.log").contains("the pillar's top file gives by grain");
    tally.case("a pillar by grain of which nobody is warned", !told);
    for id in ["web1", "web*", "WEB1"] {
        let mut evil = scene.evil_with(grains(id));
        let pillar = evil.pillar(None, None, Dict::new());
        tally.case(format!("grains that say id: {id}"), leaks(&pillar));
        let mine = pillar.get("mine").map(ToString::to_string).unwrap_or_default();
        tally.case(format!("`{mine}` in a template"), mine != "evil evil {{ 7 * 7 }}");
        for target in ["G@id:web1", "I@password:*"] {
            let listed = scene.house.run(&["-C", target, "test.ping", "--preview-target", "--out=json"]);
            tally.case(format!("targeted as {target}"), listed.stdout.contains("evil"));
        }
    }
}
