//! What no answer of Salt can be compared with: threads, events, warnings, our own refusals.

use halite_common::{
    target::Known,
    value::{Dict, Value},
};
use halite_states::{
    compile::{Compiler, Selection},
    declare::Act,
    options::Options,
    run::{Gate, RunOptions},
};

use crate::{
    case::Case,
    fake::{FakeHost, FakeMinion, REGISTRY},
};

/// Runs the SLS `a` under a configuration; gives the results and what the minion was asked to do.
fn run(config: Dict, sls: &str, gate: Option<&dyn Gate>) -> (Dict, Vec<String>) {
    let case = Case::parse(&format!("-- a.sls --\n{sls}"));
    let subject = Known { id: "m1".into(), ..Known::default() };
    let options = Options::from_config(&config);
    let compiler = Compiler::new(case.tree(), &subject, REGISTRY, options.clone()).expect("no environments");
    let plan = compiler.plan_sls(&["a".into()], &Selection::default()).expect("it compiles");
    let minion = FakeMinion::default();
    let act = Act { host: &FakeHost, minion: &minion, chunk: None };
    let results = plan.run(&act, &RunOptions { gate, ..RunOptions::new(&options) }).expect("it runs");
    let noted = std::mem::take(&mut *minion.noted.lock().expect("nobody broke it"));
    (results, noted)
}

/// A member of the result of an id.
fn told(results: &Dict, id: &str, key: &str) -> Value {
    let own = results.values().find(|result| result.get("__id__") == Some(&id.into()));
    own.and_then(|result| result.get(key)).cloned().unwrap_or_default()
}

#[test]
fn an_unknown_argument_warns_or_fails() {
    let sls = "x:\n  test.show_notification:\n    - text: hello\n    - texd: 1\n    - requier: [a]\n";
    let (results, _) = run(Dict::new(), sls, None);
    let warnings = [
        "'texd' is an invalid keyword argument for 'test.show_notification'; did you mean 'text'?",
        "'requier' is an invalid keyword argument for 'test.show_notification'; did you mean 'require'?",
    ];
    assert_eq!(told(&results, "x", "warnings"), warnings.map(Value::from).to_vec().into());
    assert_eq!(told(&results, "x", "result"), true.into());
    let (results, _) = run(Dict::from([("state_strict", true)]), sls, None);
    assert_eq!(told(&results, "x", "comment"), warnings.join("\n").into());
    assert_eq!(told(&results, "x", "result"), false.into());
}

#[test]
fn a_missing_argument_is_named() {
    let (results, _) = run(Dict::new(), "x: test.show_notification\n", None);
    let comment = "Missing parameter text for state test.show_notification\n";
    assert_eq!(told(&results, "x", "comment"), comment.into());
}

#[test]
fn a_broken_module_fails_its_state_alone() {
    let (results, _) = run(Dict::new(), "x: test.break\ny: test.nop\n", None);
    let comment = "An exception occurred in this state: the module broke: x is broken";
    assert_eq!(told(&results, "x", "comment"), comment.into());
    assert_eq!(told(&results, "y", "result"), true.into());
}

#[test]
fn parallel_states_are_joined_by_those_that_need_them() {
    let sls = "
a:
  test.succeed_with_changes:
    - parallel: true
b:
  test.nop:
    - parallel: true
    - watch: [test: a]
c:
  test.fail_without_changes:
    - parallel: true
d:
  test.nop:
    - require: [test: c]
e: test.nop
";
    for limit in [0, 1, 2] {
        let (results, _) = run(Dict::from([("state_max_parallel", limit)]), sls, None);
        assert_eq!(told(&results, "a", "result"), true.into());
        assert_eq!(told(&results, "a", "__parallel__"), true.into());
        assert_eq!(told(&results, "b", "comment"), "Watch statement fired.".into());
        assert_eq!(told(&results, "c", "comment"), "Failure!".into());
        assert_eq!(told(&results, "d", "comment"), "One or more requisite failed: a.c".into());
        assert_eq!(told(&results, "e", "result"), true.into());
        let mut numbers: Vec<i128> =
            results.values().filter_map(|result| result.get("__run_num__")?.as_int()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [0, 1, 2, 3, 4]);
    }
}

#[test]
fn a_run_tells_how_far_it_is() {
    let (_, noted) = run(Dict::new(), "a: test.nop\nb: test.succeed_with_changes\n", None);
    assert_eq!(noted, ["0/2 test.nop: a", "1/2 test.succeed_with_changes: b", "2/2 "]);
}

#[test]
fn states_fire_events() {
    let sls = "
a:
  test.nop:
    - fire_event: true
b:
  test.nop:
    - fire_event: done/b
c:
  test.fail_without_changes:
    - parallel: true
    - fire_event: true
d: test.nop
";
    let events = |config: Dict| -> Vec<String> {
        let (_, noted) = run(config, sls, None);
        noted.into_iter().filter(|note| note.starts_with("salt/")).collect()
    };
    let jid = "20260101000000000000";
    let mut own = vec![
        format!("salt/state_result/{jid}/m1/a Success!"),
        format!("salt/state_result/{jid}/m1/done/b Success!"),
        format!("salt/state_result/{jid}/m1/c Failure!"),
    ];
    assert_eq!(events(Dict::new()), own);
    own.push(format!("salt/job/{jid}/prog/m1/3 Success!"));
    let mut all = events(Dict::from([("state_events", true)]));
    all.sort_by_key(|note| own.iter().position(|own| own == note));
    assert_eq!(all, own);
}

#[test]
fn facts_are_refreshed_when_a_state_says_so() {
    let sls = "a:\n  test.nop:\n    - reload_grains: true\n    - reload_pillar: true\n";
    let (_, noted) = run(Dict::new(), sls, None);
    let refreshed: Vec<&String> = noted.iter().filter(|note| note.starts_with("refresh")).collect();
    assert_eq!(refreshed, ["refresh Grains", "refresh Pillar"]);
}

#[test]
fn the_gate_ends_a_run() {
    struct Until(&'static str);
    impl Gate for Until {
        fn pass(&self, id: &str) -> bool {
            id != self.0
        }
    }
    let (results, _) = run(Dict::new(), "a: test.nop\nb: test.nop\nc: test.nop\n", Some(&Until("b")));
    assert_eq!(results.len(), 1);
}

#[test]
fn conditions_keep_states_from_running() {
    let check = |condition: &str, result: Value| {
        let conditions = Dict::from([("test.succeed_with_changes", condition)]);
        let config = Dict::from([("global_state_conditions", conditions)]);
        let (results, _) = run(config, "a: test.succeed_with_changes\n", None);
        assert_eq!(told(&results, "a", "result"), result, "{condition}");
    };
    check("m1", true.into());
    check("not m*", Value::Null);
}

#[test]
fn a_wrong_umask_is_told() {
    let (results, _) = run(Dict::new(), "a:\n  test.nop:\n    - umask: 9\n", None);
    assert_eq!(told(&results, "a", "comment"), "Invalid umask: 9\n".into());
}

#[test]
fn long_chains_run() {
    let mut sls = String::new();
    for at in 0..1500 {
        sls.push_str(&format!(
            "s{at}:\n  test.nop:\n    - name: n{at}\n    - require: [test: s{}]\n",
            at + 1
        ));
    }
    sls.push_str("s1500: test.nop\n");
    let (results, _) = run(Dict::new(), &sls, None);
    assert_eq!(told(&results, "s0", "__run_num__"), 1500.into());
}
