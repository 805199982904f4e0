//! Configuration folders, as an operator writes them.
#![expect(clippy::unwrap_used, reason = "what a story cannot go on without may panic")]

use std::fs;

use halite_common::{
    config::{Config, Origin, Role},
    failure::{Failure, Kind},
    value::Value,
};
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn load(files: &[(&str, &str)]) -> Result<Config, Failure> {
    load_as(Role::Minion, files)
}

fn load_as(role: Role, files: &[(&str, &str)]) -> Result<Config, Failure> {
    let dir = folder(files);
    Config::load(role, dir.path(), Vec::new())
}

#[test]
fn later_files_are_stronger_and_dictionaries_are_merged() {
    let config = load(&[
        ("minion", "master: a\ngrains:\n  role: web\n"),
        ("minion.d/10-x.conf", "master: b\n"),
        ("minion.d/20-y.conf", "grains:\n  rack: 7\n"),
        ("minion.d/ignored.txt", "master: c\n"),
    ])
    .unwrap();
    assert_eq!(config.text("master"), "b");
    assert_eq!(config.get("grains").get("role"), Some(&Value::from("web")));
    assert_eq!(config.get("grains").get("rack"), Some(&Value::from(7)));
    let Origin::File(place) = config.origin("master") else { panic!("{:?}", config.origin("master")) };
    assert!(place.file.ends_with("minion.d/10-x.conf") && place.line == 1, "{place:?}");
}

#[test]
fn an_unknown_option_is_an_error_with_place_and_nearest_name() {
    let failure = load(&[("minion", "id: web1\nmastr: a\n")]).expect_err("`mastr` is no option");
    assert_eq!(failure.kind, Kind::Config);
    assert_eq!(failure.hint.as_deref(), Some("did you mean `master`?"));
    assert_eq!(failure.place.unwrap().line, 2);
}

#[test]
fn a_value_of_the_wrong_type_is_an_error() {
    let failure = load(&[("minion", "file_roots: /srv/salt\n")]).expect_err("it wants a dictionary");
    assert!(failure.message.contains("`file_roots` wants dict"), "{failure}");
}

#[test]
fn a_value_that_the_option_may_not_have_is_an_error_with_its_place() {
    let mistakes = [
        ("master_port: abc", "a number from 1 to 65535, not 'abc'", None),
        ("master_port: 0", "a number from 1 to 65535, not 0", None),
        ("log_level: warnin", "not 'warnin'", Some("did you mean `warning`?")),
        ("hash_type: md17", "one of md5", None),
        ("auth_timeout: -5", "a number from 0, not -5", None),
        ("state_output: bogus", "one of full", None),
        ("pillar_source_merging_strategy: smat", "not 'smat'", Some("did you mean `smart`?")),
    ];
    for (text, said, hint) in mistakes {
        let failure = load(&[("minion.d/x.conf", text)]).expect_err(text);
        assert!(failure.message.contains(said), "{text}: {failure}");
        assert_eq!(failure.hint.as_deref(), hint, "{text}");
        assert!(failure.place.unwrap().file.ends_with("minion.d/x.conf"), "{text}");
    }
    load(&[("minion", "master_port: '4507'\nlog_level: INFO\nstate_output: changes_id\n")]).unwrap();
}

#[test]
fn a_wrong_id_is_shown_where_it_is_written() {
    let config = load(&[("minion.d/id.conf", "\nid: a/b\n")]).unwrap();
    let failure = config.minion_id().expect_err("a slash");
    assert_eq!(failure.place.unwrap().line, 2);
}

#[test]
fn broken_yaml_names_the_file_and_the_line() {
    let failure = load(&[("minion", "id: web1\n\tmaster: a\n")]).expect_err("a tab");
    assert_eq!(failure.kind, Kind::Config);
    assert_eq!(failure.place.unwrap().line, 2);
}

#[test]
fn data_of_ones_own_is_a_dictionary_or_named_in_extra_options() {
    let text = "extra_options: [motd]\nmotd: hello\napache: {port: 80}\nmysql.user: x\n";
    let config = load(&[("minion", text)]).unwrap();
    assert_eq!(config.get("apache").get("port"), Some(&Value::from(80)));
    assert_eq!(config.text("motd"), "hello");
    for mistake in ["motd: hello", "file_root: {base: [/srv]}"] {
        load(&[("minion", mistake)]).expect_err("neither a dictionary nor named, or near an option");
    }
    assert_eq!(config.text("mysql.user"), "x");
}

#[test]
fn daemon_paths_lie_below_the_root_dir() {
    let config = load(&[("minion", "root_dir: /tmp/r\ncachedir: /tmp/r/cache\n")]).unwrap();
    assert_eq!(config.text("pki_dir"), "/tmp/r/etc/halite/pki/minion");
    assert_eq!(config.text("cachedir"), "/tmp/r/cache");
    let socket = |text| load_as(Role::Master, &[("master", text)]).unwrap().text("api_socket");
    assert_eq!(socket("root_dir: /tmp/r"), "/tmp/r/run/halite/master.sock");
    assert_eq!(socket("root_dir: /tmp/r\napi_socket: /tmp/s"), "/tmp/s");
}
