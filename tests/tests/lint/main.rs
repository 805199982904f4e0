//! `halite lint` on trees with mistakes and on one without: what it says of each, word for word.
//!
//! `LINT=write` writes what is expected anew.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use halite_common::value::Value;
use halite_tests::halite;

/// What is expected of a tree, and the code that it ends with.
const TREES: [(&str, i32); 4] = [("mistakes", 1), ("broken-top", 1), ("broken-pillar", 1), ("sound", 0)];

fn manifest(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Lints a tree; gives standard output, standard error and the exit code.
fn lint(tree: &str, more: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(halite());
    command.args(["lint", "--file-root", "states", "--pillar-root", "pillar"]).args(more);
    let output = command.current_dir(manifest("lint").join(tree)).output().expect("halite can be run");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap_or(-1))
}

fn document(tree: &str) -> Value {
    let (text, ..) = lint(tree, &["--out=json"]);
    Value::from_json(&text).unwrap_or_else(|error| panic!("{tree}: {error}: {text}"))
}

fn findings(document: &Value) -> &[Value] {
    document.get("findings").and_then(Value::as_list).unwrap_or_default()
}

fn text<'a>(finding: &'a Value, name: &str) -> &'a str {
    finding.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn every_mistake_is_found_once() {
    let mut differ = Vec::new();
    for (tree, code) in TREES {
        let (stdout, stderr, ended) = lint(tree, &[]);
        assert_eq!(ended, code, "{tree}: {stdout}{stderr}");
        let said: String =
            format!("{stdout}\n{stderr}").lines().map(|l| format!("{}\n", l.trim_end())).collect();
        let path = manifest("lint").join(tree).join("findings.txt");
        if std::env::var_os("LINT").is_some_and(|value| value == "write") {
            fs::write(&path, said).expect("what is expected can be written");
        } else if said != fs::read_to_string(&path).unwrap_or_default() {
            differ.push(format!("--- {tree}\n{said}"));
        }
    }
    assert!(differ.is_empty(), "{}\nwrite them anew with LINT=write", differ.join("\n"));
}

#[test]
fn a_program_reads_the_same() {
    let document = document("mistakes");
    let (listing, ..) = lint("mistakes", &[]);
    let mut errors = 0;
    for finding in findings(&document) {
        let number = |name: &str| finding.get(name).and_then(Value::as_int).filter(|number| *number > 0);
        let place: Vec<String> =
            ["line", "column"].into_iter().filter_map(number).map(|n| n.to_string()).collect();
        let severity = text(finding, "severity");
        let head =
            format!("{}:{}: {severity}[{}]: ", text(finding, "file"), place.join(":"), text(finding, "rule"));
        assert!(listing.contains(&head), "{head}");
        errors += i128::from(severity == "error");
    }
    let counted = document.get("summary").and_then(|summary| summary.get("errors")).and_then(Value::as_int);
    assert_eq!(counted, Some(errors));
    let only_there = findings(&document).iter().find(|finding| text(finding, "file").ends_with("debian.sls"));
    let hosts = only_there.and_then(|finding| finding.get("hosts")).cloned();
    assert_eq!(hosts, Some(Value::from(vec!["debian12"])));
}

#[test]
fn the_guide_has_every_rule() {
    let found: BTreeSet<String> = TREES
        .iter()
        .flat_map(|(tree, _)| {
            let document = document(tree);
            findings(&document).iter().map(|finding| text(finding, "rule").to_owned()).collect::<Vec<_>>()
        })
        .collect();
    let guide = fs::read_to_string(manifest("../docs/guide.md")).expect("there is a guide");
    let section = guide.split("## 10. Lint a tree in CI").nth(1).expect("the guide has a section about it");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rules = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let documented: BTreeSet<String> = rules.map(|(rule, _)| rule.to_owned()).collect();
    assert_eq!(found, documented);
}

#[test]
fn ci_decides_what_is_refused() {
    assert_eq!(lint("mistakes", &["common", "whole"]).2, 1);
    assert_eq!(lint("mistakes", &["python"]).2, 0, "a warning passes");
    assert_eq!(lint("mistakes", &["python", "--deny", "warnings"]).2, 1);
    assert_eq!(lint("mistakes", &["ask", "--deny", "warnings"]).2, 0, "a note passes");
    let (_, told, code) = lint("mistakes", &["comon"]);
    assert!(code == 64 && told.contains("did you mean `common`?"), "{code} {told}");
    assert_eq!(lint("mistakes", &["--deny", "everything"]).2, 64);
}

#[test]
fn answers_take_the_notes_away() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let answers = folder.path().join("answers.json");
    let given = r#"{"ask": [{"fn": "file.file_exists", "args": ["/etc/nginx"], "ret": true}]}"#;
    fs::write(&answers, given).expect("a file can be written");
    let (stdout, stderr, code) = lint("mistakes", &["ask", "--answers", &answers.display().to_string()]);
    assert_eq!((stdout.as_str(), code), ("", 0), "{stderr}");
}
