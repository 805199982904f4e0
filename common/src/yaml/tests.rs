//! The loader against what the real Salt's loader gave for the same documents.

use crate::{
    value::Value,
    yaml::{self, Step},
};

/// Documents whose expected value cannot be met word for word, and why.
const EXCEPTIONS: [(&str, &str, &str); 1] =
    [("a: !!set {x, y}\n", "{'a': ['x', 'y']}", "a set becomes a list, Python's has no order")];

#[test]
fn documents_load_as_in_salt() {
    let cases = Value::from_json(include_str!("../../tests/data/yaml.json")).unwrap();
    let mut wrong = Vec::new();
    for case in cases.as_list().unwrap() {
        let text = case.get("yaml").unwrap().as_str().unwrap();
        let expected = EXCEPTIONS
            .iter()
            .find(|(document, _, _)| *document == text)
            .map(|(_, expected, _)| (*expected).to_owned())
            .unwrap_or_else(|| expected(case));
        let found = found(text);
        if found != expected {
            wrong.push(format!("{text:?}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn expected(case: &Value) -> String {
    match case.get("python") {
        Some(python) => python.to_string(),
        None => {
            let error = case.get("error").unwrap().to_string();
            let problem = error.lines().next().unwrap();
            match case.get("line").and_then(Value::as_int) {
                Some(line) => format!("error in line {line}: {problem}"),
                None => format!("error in line 1: {problem}"),
            }
        }
    }
}

fn found(text: &str) -> String {
    match yaml::load(text) {
        Ok(document) => document.value.repr(),
        Err(error) => format!("error in line {}: {}", error.mark.unwrap().line, error.problem),
    }
}

#[test]
fn a_missing_last_line_break_changes_nothing_but_block_scalars() {
    let check = |text: &str, expected: &str| assert_eq!(found(text), expected, "{text:?}");
    check("a: |\n  x", "{'a': 'x'}");
    check("a: |\n  x\n  ", "{'a': 'x\\n'}");
    check("a: |+\n  x\n\n  y", "{'a': 'x\\n\\ny'}");
    check("a: >\n  x\n  y", "{'a': 'x y'}");
    check("a: |\n  x\n# c", "{'a': 'x\\n'}");
    check("a: |\n  x\n  # c", "{'a': 'x\\n# c'}");
    check("a: |\n  x\nb: 1", "{'a': 'x\\n', 'b': 1}");
    check("a: |\n  x\n...", "{'a': 'x\\n'}");
    check("a: |", "{'a': ''}");
    check("a: >\n  x\n   ", "{'a': 'x\\n '}");
    check("a: >-\n  x\n  \n  ", "{'a': 'x'}");
    check("a: |\n x \n ", "{'a': 'x \\n'}");
    check("a: |\n  x\n\n", "{'a': 'x\\n'}");
    check("a: b", "{'a': 'b'}");
    check("# |\na: 'b", "error in line 2: found unexpected end of stream");
    check("a: |\n  x\n   y\n\u{85}", "{'a': 'x\\n y\\n'}");
    check("a: [x, b", "error in line 2: did not find expected ',' or ']'");
}

#[test]
fn what_the_parser_panics_on_is_an_error() {
    let check = |text: &str, expected: &str| assert_eq!(found(text), expected, "{text:?}");
    check("a: \"x\\", "error in line 1: found unknown escape character");
    check("\"\\", "error in line 1: found unknown escape character");
    check("a: [!!str, b]\n", "error in line 1: did not find expected whitespace after a tag");
}

#[test]
fn depth_and_aliases_are_bounded() {
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    assert!(found(&deep).contains("nests deeper"));
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let before = vec![format!("*a{}", n - 1); 10].join(", ");
        laughs += &format!("a{n}: &a{n} [{before}]\n");
    }
    assert!(found(&laughs).contains("aliases grow"));
    assert!(found("a: &a [*a]\n").contains("recursive"));
    assert_eq!(found("a: &a\n  k: 1\n  <<: *a\n"), "{'a': {'k': 1}}");
}

#[test]
fn every_value_has_its_place() {
    let text = "web:\n  pkg.installed:\n    - name: nginx\n    - pkgs:\n      - a\n      - b\n";
    let marks = yaml::load(text).unwrap().marks;
    let check = |path: &[Step], key: (u32, u32), value: (u32, u32)| {
        let at = marks.at(path).unwrap();
        let value_at = marks.value_at(path).unwrap();
        assert_eq!(((at.line, at.column), (value_at.line, value_at.column)), (key, value), "{path:?}");
    };
    let pkgs = ["web".into(), "pkg.installed".into(), 1.into(), "pkgs".into()];
    check(&[], (1, 1), (1, 1));
    check(&pkgs[..1], (1, 1), (2, 3));
    check(&pkgs[..2], (2, 3), (3, 5));
    check(&pkgs[..3], (4, 7), (4, 7));
    check(&pkgs, (4, 7), (5, 7));
    check(&[&pkgs[..], &[1.into()]].concat(), (6, 9), (6, 9));
    check(&[&pkgs[..], &[7.into()]].concat(), (4, 7), (4, 7));
    check(&["web".into(), "nothing".into()], (1, 1), (1, 1));
}

#[test]
fn values_are_dumped_as_in_salt() {
    let cases = Value::from_json(include_str!("../../tests/data/yaml_dump.json")).unwrap();
    let mut wrong = Vec::new();
    for case in cases.as_list().unwrap() {
        let asked = case.get("options").unwrap();
        let number = |name: &str, usual: i32| {
            asked.get(name).and_then(Value::as_int).map_or(usual, |n| i32::try_from(n).unwrap())
        };
        let options = yaml::DumpOptions {
            flow: match asked.get("default_flow_style").and_then(Value::as_bool) {
                Some(true) => yaml::Flow::Flow,
                Some(false) => yaml::Flow::Block,
                None => yaml::Flow::Leaves,
            },
            indent: number("indent", 2),
            width: number("width", 80),
            unicode: asked.get("allow_unicode").is_none(),
            explicit_start: asked.get("explicit_start").is_some(),
            style: asked.get("default_style").map(|_| '"'),
            ..yaml::DumpOptions::default()
        };
        let value = case.get("value").unwrap();
        let (found, expected) = (yaml::dump(value, &options), case.get("text").unwrap().to_string());
        if found != expected {
            wrong.push(format!("{value:?} {asked:?}\n--- expected\n{expected}\n--- found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn characters_beyond_16_bits_are_escaped_and_nothing_else_is() {
    let check = |value: Value, expected: &str| {
        assert_eq!(yaml::dump(&value, &yaml::DumpOptions::default()), expected)
    };
    check(Value::from(vec!["\u{1f600}", "\u{fffe}"]), "- \"\\U0001F600\"\n- \"\\uFFFE\"\n");
    check(Value::from(vec!["\\uFFFE", "\u{1f600}"]), "- \\uFFFE\n- \u{1f600}\n");
    check(Value::Bytes(b"hello".to_vec()), "!!binary |\n  aGVsbG8=\n");
}
