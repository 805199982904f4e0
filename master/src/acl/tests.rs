//! Rules as Salt's documentation writes them.

use halite_common::{
    config::{Config, Origin, Role},
    declare::Arguments,
    id::MinionId,
    job::Call,
    value::{Dict, Value},
    yaml,
};

use super::Acl;

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
";

const BLACK: &str = "users: [mallory]\nmodules: ['cmd.*', 'state\\.sls_id']\n";

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

fn permits(user: &str, calls: &[Call], minions: &[&str]) -> Result<(), String> {
    let resolve = |target: &str| {
        assert_eq!(target, "web* and not web9");
        Ok(ids(&["web1", "web2"]))
    };
    acl().permit(user, calls, &ids(minions), resolve).map_err(|f| f.hint.unwrap_or_default())
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
        acl().forbid(user, &[call(function, &[], Dict::new())]).map_err(|f| f.hint.unwrap_or_default())
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
    assert!(acl.knows("joe") && acl.knows("operator") && !acl.knows("mallory"));
    assert!(!acl.is_empty() && Acl::default().is_empty());
}
