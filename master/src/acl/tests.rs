//! Rules as Salt's documentation writes them.

use halite_common::{
    config::{Config, Origin, Role},
    declare::Arguments,
    id::MinionId,
    job::Call,
    value::{Dict, Value},
    yaml,
};

use super::{Acl, Form, User};

const RULES: &str = "
joe:
  - test.ping
  - 'web* and not web9':
    - pkg.*
    - service.restart:
        - args: ['nginx|apache']
        - args: [null]
          kwargs: {no_block: 'True'}
'op.*':
  - '.*'
fred: state.apply
admins%:
  - test.ping
  - '@jobs'
  - '@wheel': ['key.(accept|list_all)']
  - '@runner':
    - manage.status: [{kwargs: {tgt: 'web'}}]
";

const BLACK: &str =
    "users: [mallory, 'sudo_eve', '^(?!sudo_|root|joe).*x$']\nmodules: ['cmd.*', 'state\\.sls_id']\n";

fn acl() -> Acl {
    let mut config = Config::defaults(Role::Master);
    for (name, text) in [("publisher_acl", RULES), ("publisher_acl_blacklist", BLACK)] {
        config.set(name, yaml::load(text).unwrap().value, Origin::Default);
    }
    Acl::from_config(&config)
}

fn call(function: &str, positional: &[&str], named: Dict) -> Call {
    let positional = positional.iter().map(|text| Value::from(*text)).collect();
    Call { function: function.into(), arguments: Arguments { positional, named } }
}

fn ids(names: &[&str]) -> Vec<MinionId> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

/// A user in the group `admins`, by `sudo` if the name says so.
fn user_of(name: &str) -> User {
    let (name, by_sudo) = name.strip_prefix("sudo ").map_or((name, false), |name| (name, true));
    let groups = if name == "ann" { vec!["ann".to_owned(), "admins".to_owned()] } else { Vec::new() };
    User { name: name.to_owned(), by_sudo, groups }
}

fn permits(name: &str, calls: &[Call], minions: &[&str]) -> Result<(), String> {
    let resolve = |target: &str| {
        assert_eq!(target, "web* and not web9");
        Ok(ids(&["web1", "web2"]))
    };
    acl().permit(&user_of(name), calls, &ids(minions), resolve).map_err(|f| f.hint.unwrap_or_default())
}

#[test]
fn functions_targets_and_arguments() {
    let check = |user, function, args: &[&str], named: Dict, minions: &[&str], expected| {
        let result = permits(user, &[call(function, args, named)], minions);
        assert_eq!(result.is_ok(), expected, "{user} {function} {args:?} {minions:?}: {result:?}");
    };
    let none = Dict::new;
    check("joe", "test.ping", &[], none(), &["db1"], true);
    check("joe", "test.echo", &["x"], none(), &["db1"], false);
    check("joe", "pkg.install", &["vim"], none(), &["web1", "web2"], true);
    check("joe", "pkg.install", &["vim"], none(), &["web1", "db1"], false);
    check("joe", "service.restart", &["nginx"], none(), &["web1"], true);
    check("joe", "service.restart", &["sshd"], none(), &["web1"], false);
    check("joe", "service.restart", &[], none(), &["web1"], false);
    check("joe", "service.restart", &["sshd"], Dict::from([("no_block", true)]), &["web1"], true);
    check("joe", "service.restart", &["sshd"], Dict::from([("no_block", false)]), &["web1"], false);
    check("joe", "saltutil.find_job", &["1"], none(), &["db1"], true);
    check("operator", "state.apply", &[], none(), &["db1"], true);
    check("noop", "state.apply", &[], none(), &["db1"], false);
    check("fred", "state.apply", &[], none(), &["db1"], true);
    check("fred", "test.ping", &[], none(), &["db1"], false);
    check("ann", "test.ping", &[], none(), &["db1"], true);
    check("admins", "test.ping", &[], none(), &["db1"], false);
    check("ann", "@jobs", &[], none(), &["db1"], false);
    check("sudo joe", "test.ping", &[], none(), &["db1"], true);
    check("nobody", "test.ping", &[], none(), &["db1"], false);
}

#[test]
fn every_call_of_a_publication_must_be_permitted() {
    let calls = [call("test.ping", &[], Dict::new()), call("cmd.run", &["id"], Dict::new())];
    assert!(permits("joe", &calls[..1], &["web1"]).is_ok());
    assert!(permits("joe", &calls, &["web1"]).is_err());
    let unasked = [call("saltutil.find_job", &[], Dict::new()), calls[1].clone()];
    assert!(permits("joe", &unasked, &["web1"]).is_err());
}

#[test]
fn a_denial_names_its_rule() {
    let hint = permits("joe", &[call("pkg.install", &[], Dict::new())], &["db1"]).unwrap_err();
    assert_eq!(hint, "`publisher_acl` permits it to `joe` on `web* and not web9` only");
    let forbidden = |user: &str, function: &str| {
        acl()
            .forbid(&user_of(user), &[call(function, &[], Dict::new())])
            .map_err(|f| f.hint.unwrap_or_default())
    };
    assert_eq!(forbidden("root", "test.ping"), Ok(()));
    assert_eq!(
        forbidden("root", "cmd.run").unwrap_err(),
        "`publisher_acl_blacklist` has the entry `cmd.*` among its `modules`"
    );
    assert_eq!(
        forbidden("mallory", "test.ping").unwrap_err(),
        "`publisher_acl_blacklist` has the entry `mallory` among its `users`"
    );
}

#[test]
fn users_with_a_rule_are_known() {
    let acl = acl();
    let knows = |name: &str| acl.knows(&user_of(name));
    assert!(knows("joe") && knows("operator") && knows("ann") && knows("sudo joe"));
    assert!(!knows("mallory") && !knows("admins") && !knows("admins%"));
    assert!(!acl.is_empty() && Acl::default().is_empty());
}

#[test]
fn who_asks_by_sudo_has_a_name_of_its_own_in_the_blacklist() {
    let forbidden = |user: &str| {
        acl().forbid(&user_of(user), &[call("test.ping", &[], Dict::new())]).err().and_then(|f| f.hint)
    };
    assert_eq!(
        forbidden("sudo eve").as_deref(),
        Some("`publisher_acl_blacklist` has the entry `sudo_eve` among its `users`")
    );
    assert!(forbidden("eve").is_none() && forbidden("max").is_some() && forbidden("sudo max").is_none());
}

#[test]
fn runners_and_keys_are_permitted_by_form_module_and_function() {
    let check = |form, function: &str, named: Dict, expected: bool| {
        let permitted = acl().permit_special(&user_of("ann"), form, &call(function, &["web1"], named));
        assert_eq!(permitted.is_ok(), expected, "{form:?} {function}: {permitted:?}");
    };
    let none = Dict::new;
    check(Form::Runner, "jobs.active", none(), true);
    check(Form::Wheel, "jobs.active", none(), true);
    check(Form::Runner, "manage.up", none(), false);
    check(Form::Runner, "manage.status", none(), false);
    check(Form::Runner, "manage.status", Dict::from([("tgt", "web*")]), true);
    check(Form::Runner, "manage.status", Dict::from([("tgt", "db*")]), false);
    check(Form::Wheel, "key.accept", none(), true);
    check(Form::Wheel, "key.list_all", none(), true);
    check(Form::Wheel, "key.delete", none(), false);
    check(Form::Runner, "key.accept", none(), false);
    let joe = acl().permit_special(&user_of("joe"), Form::Runner, &call("jobs.active", &[], none()));
    let hint = "no entry of `joe` in `publisher_acl` permits it; `@runner` or `@jobs` would, or `@runner: ['jobs.active']`";
    assert_eq!(joe.err().and_then(|failure| failure.hint).as_deref(), Some(hint));
    // Words for the master say nothing about minions.
    assert!(permits("ann", &[call("jobs.active", &[], none())], &["web1"]).is_err());
}
