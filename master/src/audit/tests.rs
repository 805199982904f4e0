//! The log on a real file system: lines, modes, rotation, and disks that say no.

use std::{
    env, fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Command,
};

use halite_common::{
    id::Jid,
    job::{TargetKind, TargetSpec},
    value::{Dict, Value},
};

use super::{Audit, AuditEvent, Outcome, digest, mask::Mask};

fn open(path: &Path) -> Audit {
    Audit::at(path, Mask::default(), || 1_795_167_000_000_456).unwrap()
}

fn jid() -> Jid {
    "20261120093000123456".parse().unwrap()
}

fn cancelled(user: &str) -> AuditEvent {
    AuditEvent::Cancelled { user: user.into(), jid: jid() }
}

fn line(seq: u32, user: &str) -> String {
    format!(
        r#"{{"time":"2026-11-20T09:30:00.000456Z","seq":{seq},"event":"job/cancelled","user":"{user}","jid":"20261120093000123456"}}"#
    ) + "\n"
}

#[test]
fn entries_are_lines_in_order_and_only_ever_added() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log/audit.log");
    let audit = open(&path);
    audit.note(|| cancelled("a\nb"));
    audit.record_blocking(cancelled("c")).unwrap();
    let both = line(1, "a\\nb") + &line(2, "c");
    assert_eq!(fs::read_to_string(&path).unwrap(), both);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    drop(audit);
    open(&path).record_blocking(cancelled("d")).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), both + &line(1, "d"));
}

#[test]
fn a_log_that_was_moved_away_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (path, old) = (folder.path().join("audit.log"), folder.path().join("audit.log.1"));
    let audit = open(&path);
    audit.record_blocking(cancelled("a")).unwrap();
    fs::rename(&path, &old).unwrap();
    audit.record_blocking(cancelled("b")).unwrap();
    fs::remove_file(&path).unwrap();
    audit.record_blocking(cancelled("c")).unwrap();
    assert_eq!(fs::read_to_string(&old).unwrap(), line(1, "a"));
    assert_eq!(fs::read_to_string(&path).unwrap(), line(3, "c"));
}

#[test]
fn a_torn_line_spoils_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.log");
    fs::write(&path, "{\"time\":\"20").unwrap();
    open(&path).record_blocking(cancelled("a")).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"time\":\"20\n".to_owned() + &line(1, "a"));
}

/// Runs itself once more with a limit to the size of files, which is felt as a full disk is.
#[test]
fn what_found_no_room_leaves_no_half_line() {
    const PATH: &str = "HALITE_TEST_AUDIT_LOG";
    if let Some(path) = env::var_os(PATH) {
        let audit = open(Path::new(&path));
        let refused = (0..1000).filter(|_| audit.record_blocking(cancelled("a")).is_err()).count();
        assert!(refused > 900, "{refused}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.log");
    let limited =
        "trap '' XFSZ; ulimit -f 8; exec \"$0\" --exact audit::tests::what_found_no_room_leaves_no_half_line";
    let mut shell = Command::new("sh");
    shell.args(["-c", limited]).arg(env::current_exe().unwrap()).env(PATH, &path);
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = fs::read_to_string(&path).unwrap();
    let expected: String = (1..).map(|seq| line(seq, "a")).take(text.lines().count()).collect();
    assert!(text.len() > 3500 && text == expected, "{text}");
}

#[test]
fn what_is_no_regular_file_is_no_log() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("elsewhere"), "").unwrap();
    symlink(at("elsewhere"), at("link")).unwrap();
    for name in ["link", "."] {
        let error = Audit::at(&at(name), Mask::default(), || 0).unwrap_err();
        assert!(error.to_string().starts_with("could not write the audit log"), "{error}");
    }
}

#[test]
fn who_waits_hears_of_a_failure_and_what_was_noted_is_written_later() {
    let folder = tempfile::tempdir().unwrap();
    let (path, away) = (folder.path().join("log/audit.log"), folder.path().join("away"));
    let audit = open(&path);
    // Moved away, and nothing can be made in its place: as on a disk that is full.
    fs::rename(folder.path().join("log"), &away).unwrap();
    fs::write(folder.path().join("log"), "").unwrap();
    audit.note(|| cancelled("a"));
    assert!(audit.record_blocking(cancelled("b")).is_err());
    fs::remove_file(folder.path().join("log")).unwrap();
    audit.record_blocking(cancelled("c")).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), line(1, "a") + &line(2, "c"));
}

#[test]
fn a_result_is_named_by_the_hash_of_what_is_stored() {
    let value = Value::Dict(Dict::from([("a", Value::Bytes(vec![1, 2])), ("b", Value::Int(1))]));
    // sha256 of 82 a1 61 c4 02 01 02 a1 62 01
    let expected = halite_common::crypto::sha256(b"\x82\xa1a\xc4\x02\x01\x02\xa1b\x01");
    let expected: String = expected.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest(&value).unwrap(), expected);
}

#[test]
fn what_a_target_ended_with_stands_beside_its_state() {
    let shown = |result| {
        let minion = "web1".parse().unwrap();
        serde_json::to_string(&AuditEvent::Ended { jid: jid(), minion, state: "done", result }).unwrap()
    };
    let head = r#"{"event":"job/ended","jid":"20261120093000123456","minion":"web1","state":"done""#;
    assert_eq!(shown(None), format!("{head}}}"));
    let outcome = Outcome { function: "f".into(), retcode: 0, success: true, sha256: "00".into() };
    let tail = r#","function":"f","retcode":0,"success":true,"sha256":"00"}"#;
    assert_eq!(shown(Some(outcome)), format!("{head}{tail}"));
    let target = TargetSpec { kind: TargetKind::Glob, expression: "*".into(), delimiter: ":".into() };
    let denied = AuditEvent::Denied {
        user: "joe".into(),
        asked: "publish",
        calls: Vec::new(),
        target: Some(target),
        reason: "r".into(),
        rule: None,
        untold: 0,
    };
    assert_eq!(
        serde_json::to_string(&denied).unwrap(),
        r#"{"event":"request/denied","user":"joe","asked":"publish","calls":[],"target":{"kind":"glob","expression":"*","delimiter":":"},"reason":"r","rule":null,"untold":0}"#
    );
}
