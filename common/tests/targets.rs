//! Target expressions against what Salt's own matchers answered; `targets/record.py` records anew.

use std::sync::Arc;

use halite_common::{
    job::TargetKind,
    target::{Known, Target},
    value::{Dict, Key, Value},
};

/// Where Halite refuses an expression that Salt carries out on more minions than were meant.
const REFUSED: [(&str, &str); 2] = [("compound", "* and not ( )"), ("compound", "not S@10.0.0.1/24")];

fn dict(value: &Value, name: &str) -> Dict {
    value.get(name).and_then(Value::as_dict).cloned().expect(name)
}

fn subject(recorded: &Value) -> Known {
    let mut grains = dict(recorded, "grains");
    if let Some(ports) = grains.get_mut("ports").and_then(Value::as_dict_mut) {
        let http = ports.remove("80").expect("port 80");
        ports.insert(Key::Int(80), http);
    }
    Known {
        id: recorded.get("id").and_then(Value::as_str).expect("id").to_owned(),
        grains: Arc::new(grains),
        pillar: Arc::new(dict(recorded, "pillar")),
    }
}

#[test]
fn targets_match_as_in_salt() {
    let table = Value::from_json(include_str!("targets/cases.json")).expect("recorded cases");
    let list = |name: &str| table.get(name).and_then(Value::as_list).expect("a list").to_vec();
    let subjects: Vec<Known> = list("subjects").iter().map(subject).collect();
    let groups = dict(&table, "nodegroups");
    let mut wrong = Vec::new();
    for case in list("cases") {
        let [kind, expression, delimiter, expected] = case.as_list().expect("a case") else {
            panic!("{case}")
        };
        let (kind, expression) = (kind.to_string(), expression.to_string());
        let mut expected: Vec<bool> =
            expected.as_list().expect("answers").iter().map(Value::is_truthy).collect();
        if REFUSED.contains(&(kind.as_str(), expression.as_str())) {
            expected.fill(false);
        }
        let kind: TargetKind = kind.parse().expect("a kind");
        let target = Target::with_groups(kind, &expression, &delimiter.to_string(), &groups);
        let ours: Vec<bool> =
            subjects.iter().map(|s| target.as_ref().is_ok_and(|target| target.matches(s))).collect();
        if ours != expected {
            wrong.push(format!("{kind} `{expression}`: {ours:?}, Salt {expected:?} {:?}", target.err()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
