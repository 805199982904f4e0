//! File by file: sizes, first lines, names.

use super::sources::Source;

/// A file may not be longer than this, tests aside.
const WALL: usize = 800;

/// Names that say nothing.
const FORBIDDEN: [&str; 6] = ["util", "utils", "helpers", "misc", "types", "imp"];

pub(crate) fn check(file: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    let mut find = |what: String| findings.push(format!("{}: {what}", file.path));
    let lines = file.text.lines().count();
    if lines > WALL && !is_test(&file.path) {
        find(format!("{lines} lines; {WALL} is the wall, 400 is where a file becomes a folder"));
    }
    if !file.text.starts_with("//!") {
        find("does not begin with `//!` and its duty in a sentence".into());
    }
    if let Some(name) = file.path.split(['/', '.']).find(|part| FORBIDDEN.contains(part)) {
        find(format!("`{name}` says nothing; name the room"));
    }
    if file.path.ends_with("/lib.rs") || file.path.ends_with("/mod.rs") {
        let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        if code.lines().count() > 120 && !is_test(&file.path) {
            find("a door declares and re-exports; move the code to a file of its own".into());
        }
    }
    for (n, line) in file.text.lines().enumerate() {
        if line.trim_start().starts_with("#[allow") || line.trim_start().starts_with("#![allow") {
            find(format!("line {}: `#[allow]`; use `#[expect(lint, reason = \"…\")]`", n + 1));
        }
    }
    findings
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("tests.rs") || path.contains("/benches/")
}
