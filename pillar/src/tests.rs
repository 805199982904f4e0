//! Pillar trees against what the real Salt made of them.

use std::{fs, path::Path, sync::Arc};

use halite_common::value::{Dict, Value};
use halite_render::NoFunctions;

use crate::{Compiled, Compiler, Memo, Request};

/// Trees whose pillar differs from Salt's on purpose, what it is instead, and why.
const EXCEPTIONS: [(&str, &str, &str); 2] = [
    (
        "top that is a list",
        "{'_errors': ['Error encountered while rendering pillar top file.']}",
        "Salt ends with an exception",
    ),
    (
        "broken yaml, told",
        "{'b': 1, '_errors': [\"Rendering SLS 'a' failed, render error:\\nmapping values are not allowed in this \
         context; line 1\\n\\n---\\na: b: c    <======================\\n---\"]}",
        "Salt loses the line",
    ),
];

fn grains() -> Dict {
    Value::from_json(r#"{"os": "Debian", "id": "web1", "roles": ["web", "db"], "ipv4": ["10.0.0.5"]}"#)
        .unwrap()
        .into_dict()
        .unwrap()
}

/// Writes a tree and gives the options with its `pillar_roots`.
fn tree(root: &Path, files: &Dict, options: &Dict) -> Dict {
    let mut options = options.clone();
    let mut roots = Dict::from([("base", vec![root.join("base").to_string_lossy().into_owned()])]);
    for (path, text) in files {
        let path = path.as_str().unwrap();
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text.as_str().unwrap()).unwrap();
        let environment = path.split('/').next().unwrap();
        if !environment.starts_with("any-") {
            roots.insert(environment, vec![root.join(environment).to_string_lossy().into_owned()]);
        }
    }
    if options.remove("__any__").is_some() {
        roots.insert("__env__", vec![root.join("any-__env__").to_string_lossy().into_owned()]);
    }
    options.insert("pillar_roots", roots);
    options
}

fn request(asked: &Value) -> Request {
    let text = |name: &str| asked.get(name).and_then(Value::as_str).map(str::to_owned);
    Request {
        id: "web1".into(),
        grains: Arc::new(grains()),
        saltenv: text("saltenv"),
        pillarenv: text("pillarenv"),
        overrides: asked.get("overrides").and_then(Value::as_dict).cloned().unwrap_or_default(),
    }
}

fn compile(case: &Value) -> Compiled {
    let house = tempfile::tempdir().unwrap();
    let member = |name: &str| case.get(name).unwrap().as_dict().unwrap();
    let options = tree(house.path(), member("files"), member("options"));
    let compiler = Compiler::new(Arc::new(options));
    compiler.compile(&request(case.get("request").unwrap()), Arc::new(NoFunctions))
}

/// Keys as the recorded answers have them: JSON knows only text.
fn recorded(value: &Value) -> Value {
    match value {
        Value::Dict(dict) => Value::Dict(
            dict.iter()
                .map(|(key, value)| {
                    let key = key.as_str().map_or_else(|| key.to_value().repr(), str::to_owned);
                    (key, recorded(value))
                })
                .collect(),
        ),
        Value::List(items) => items.iter().map(recorded).collect(),
        other => other.clone(),
    }
}

fn check_all(cases: &str) {
    let cases = Value::from_json(cases).unwrap();
    let mut wrong = Vec::new();
    for case in cases.as_list().unwrap() {
        let name = case.get("name").unwrap().to_string();
        let exception = EXCEPTIONS.iter().find(|(case, ..)| *case == name);
        let expected = exception
            .map_or_else(|| case.get("expected").unwrap().repr(), |(_, expected, _)| (*expected).to_owned());
        let compiled = compile(case);
        let found = recorded(&Value::Dict(compiled.pillar.clone())).repr();
        if found != expected {
            wrong.push(format!(
                "{name}\n  expected {expected}\n  found    {found}\n  {:?}",
                compiled.failures
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn pillars_are_as_salts() {
    check_all(include_str!("../tests/data/salt.json"));
}

#[test]
fn pillars_with_jinja_are_as_salts() {
    check_all(include_str!("../tests/data/salt_jinja.json"));
}

#[test]
fn failures_point_at_the_file() {
    let files = [
        ("base/top.sls", "base:\n  '*':\n    - a\n    - b\n    - nope\n"),
        ("base/a.sls", "#!yaml\na: b: c\n"),
        ("base/b.sls", "#!yaml\ninclude:\n  - gone\n"),
    ];
    let house = tempfile::tempdir().unwrap();
    let options = tree(house.path(), &Dict::from(files), &Dict::new());
    let compiler = Compiler::new(Arc::new(options));
    let compiled = compiler.compile(&request(&Value::Null), Arc::new(NoFunctions));
    let root = house.path().canonicalize().unwrap().join("base").display().to_string();
    let told: Vec<String> = compiled
        .failures
        .iter()
        .map(|f| format!("{} at {}", f.message, f.place.as_ref().unwrap()).replace(&root, "ROOT"))
        .collect();
    assert_eq!(
        told,
        [
            "Rendering SLS 'a' failed: mapping values are not allowed in this context at ROOT/a.sls, line 2, column 5",
            "Specified SLS 'gone' in environment 'base' is not available on the salt master \
             at ROOT/b.sls, line 3, column 5",
            "Specified SLS 'nope' in environment 'base' is not available on the salt master \
             at ROOT/top.sls, line 5, column 7",
        ]
    );
}

#[test]
fn a_kept_pillar_is_given_until_something_changes() {
    let house = tempfile::tempdir().unwrap();
    let files = [("base/top.sls", "base:\n  '*':\n    - a\n"), ("base/a.sls", "a: 1\n")];
    let compiler = Compiler::new(Arc::new(tree(house.path(), &Dict::from(files), &Dict::new())));
    let memo = Memo::new(2);
    let compile = |request: &Request| memo.compile(&compiler, request, Arc::new(NoFunctions));
    let mut request = request(&Value::Null);
    let first = compile(&request);
    assert!(Arc::ptr_eq(&first, &compile(&request)));
    fs::write(house.path().join("base/a.new"), "a: 2\n").unwrap();
    fs::rename(house.path().join("base/a.new"), house.path().join("base/a.sls")).unwrap();
    let second = compile(&request);
    assert_eq!(second.pillar.get("a"), Some(&Value::Int(2)));
    request.grains = Arc::new(Dict::from([("os", "Alpine")]));
    assert!(!Arc::ptr_eq(&second, &compile(&request)));
    request.overrides.insert("a", 3);
    assert_eq!(compile(&request).pillar.get("a"), Some(&Value::Int(3)));
}
