//! Errors point at the source: message, file, line, hint.

use halite_common::target::Known;
use halite_states::{
    compile::{Compiler, Selection},
    declare::Act,
    options::Options,
    run::RunOptions,
};

use crate::{
    case::Case,
    fake::{FakeHost, FakeMinion, REGISTRY},
};

/// Runs the SLS `a` and compares the failures as shown to the user.
fn check(files: &str, expected: &str) {
    let case = Case::parse(files);
    let subject = Known { id: "m1".into(), ..Known::default() };
    let options = Options::default();
    let compiler = Compiler::new(case.tree(), &subject, REGISTRY, options.clone()).expect("no environments");
    let minion = FakeMinion::default();
    let act = Act { host: &FakeHost, minion: &minion, chunk: None };
    let plan = compiler.plan_sls(&["a".into()], &Selection::default());
    let failures =
        plan.and_then(|plan| plan.run(&act, &RunOptions::new(&options))).expect_err("it must not run");
    let shown: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert_eq!(shown.join("\n"), expected);
}

#[test]
fn a_missing_requisite_is_shown_where_it_is_written() {
    check(
        "-- a.sls --\nnginx:\n  test.nop:\n    - require:\n      - test: nginy\n",
        "Referenced state does not exist for requisite [require: (test: nginy)] in state [nginx] in SLS [a]
  in salt://a.sls, line 4, column 9
  4 |       - test: nginy
              ^
Hint: did you mean `nginx`?",
    );
    check(
        "-- a.sls --\nnginx:\n  test.nop:\n    - require:\n      - pkg: conf\nconf: test.nop\n",
        "Referenced state does not exist for requisite [require: (pkg: conf)] in state [nginx] in SLS [a]
  in salt://a.sls, line 4, column 9
  4 |       - pkg: conf
              ^
Hint: `conf` is a `test`, not a `pkg`",
    );
}

#[test]
fn a_reverse_requisite_that_leads_nowhere_is_shown_where_it_is_written() {
    check(
        "-- a.sls --\none: test.nop\ntwo:\n  test.nop:\n    - name: x\n    - require_in:\n      - test: oen\n",
        "Cannot extend ID 'oen' in 'base:a'. It is not part of the high state.
This is likely due to a missing include statement or an incorrectly typed ID.
Ensure that a state with an ID of 'oen' is available
in environment 'base' and to SLS 'a'
  in salt://a.sls, line 6, column 9
  6 |       - test: oen
              ^
Hint: did you mean `one`?",
    );
}

#[test]
fn a_missing_include_is_shown_with_its_chain() {
    check(
        "-- a.sls --\ninclude:\n  - b\n-- b.sls --\ninclude:\n  - web.cnof\n-- web/conf.sls --\nx: test.nop\n",
        "Specified SLS web.cnof in saltenv base is not available on the salt master or through a configured \
         fileserver
  in salt://b.sls, line 2, column 5
  included from salt://a.sls, line 2
  2 |   - web.cnof
          ^
Hint: did you mean `web.conf`?",
    );
}

#[test]
fn an_unknown_function_refuses_the_run() {
    check(
        "-- a.sls --\nfine: test.succeed_with_changes\nbad:\n  test.succeed_with_change:\n    - order: last\n",
        "State 'test.succeed_with_change' was not found in SLS 'a'
Reason: 'test.succeed_with_change' is not available.
  in salt://a.sls, line 3, column 3
  3 |   test.succeed_with_change:
        ^
Hint: did you mean `test.succeed_with_changes`?",
    );
}

#[test]
fn a_circle_is_shown_with_its_places() {
    check(
        "-- a.sls --\none:\n  test.nop:\n    - require:\n      - test: two\ntwo:\n  test.nop:\n    - watch:\n      - one\n",
        "Recursive requisites were found: ({'SLS': 'a', 'ID': 'two'}, 'watch', {'SLS': 'a', 'ID': 'one'}), \
         ({'SLS': 'a', 'ID': 'one'}, 'require', {'SLS': 'a', 'ID': 'two'})
  in salt://a.sls, line 8, column 9
  8 |       - one
              ^
Hint: break the circle: `two` has `watch: one` (salt://a.sls, line 8, column 9); `one` has `require: two` \
         (salt://a.sls, line 4, column 9)",
    );
}

#[test]
fn two_ids_are_shown_with_both_places() {
    check(
        "-- a.sls --\ninclude: [b]\nx: test.nop\n-- b.sls --\n\nx: test.succeed_with_changes\n",
        "Detected conflicting IDs, SLS IDs need to be globally unique.\n    The conflicting ID is 'x' and is found in \
         SLS 'base:a' and SLS 'base:b'
  in salt://b.sls, line 2, column 1
  included from salt://a.sls, line 1
  2 | x: test.succeed_with_changes
      ^
Hint: rename one of them; the other is in salt://a.sls, line 2, column 1",
    );
}

#[test]
fn malformed_data_is_shown_where_it_is_written() {
    check(
        "-- a.sls --\nA:\n  test.nop:\n    - name: x\n    - require:\n        test: B\n",
        "The require statement in state 'A' in SLS 'a' needs to be formed as a list
  in salt://a.sls, line 4, column 7
  4 |     - require:
            ^
Hint: write each requisite as an item of a list, with a dash: `- MODULE: ID`",
    );
    check(
        "-- a.sls --\nA:\n  test.nop: []\nB:\n  test:\n  - nop\n  - fail_without_changes\n",
        "Too many functions declared in state 'B' in SLS 'a'. Please choose one of the following: nop, \
         fail_without_changes
  in salt://a.sls, line 6, column 5
  6 |   - fail_without_changes
          ^
Hint: give each function an id of its own, and each the `name`",
    );
}
