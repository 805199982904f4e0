//! Pillar trees against what the real Salt made of them.

use std::{fs, os::unix::fs::symlink, path::Path, sync::Arc};

use halite_common::value::{Dict, Value};
use halite_render::NoFunctions;

use crate::{Compiled, Compiler, Memo, PureFunctions, Request};

/// Trees whose pillar differs from Salt's on purpose, what it is instead, and why.
const EXCEPTIONS: [(&str, &str, &str); 14] = [
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
    (
        "include of a broken file",
        "{'a': 1, '_errors': [\"Rendering SLS 'b' failed. Please see master log for details.\"]}",
        "Salt tells it twice",
    ),
    (
        "include that is a number",
        "{'a': 1, '_errors': [\"Include Declaration in SLS 'a' is not formed as a list\"]}",
        "Salt ends with an exception",
    ),
    ("include with empty options", "{'b': 1, 'a': 1}", "Salt ends with an exception"),
    (
        "cmd_yaml that prints no yaml",
        "{'a': 1, 'd': {'x': 1, 'y': 2}, 'l': [1, 2], '_errors': ['Failed to load ext_pillar cmd_yaml: the output is \
         no YAML. Please see master log for details.']}",
        "Salt goes on without the data",
    ),
    (
        "cmd_json that prints no json",
        "{'a': 1, 'd': {'x': 1, 'y': 2}, 'l': [1, 2], '_errors': ['Failed to load ext_pillar cmd_json: the output is \
         no JSON. Please see master log for details.']}",
        "Salt goes on without the data",
    ),
    (
        "cmd_yaml that prints a list",
        "{'a': 1, 'd': {'x': 1, 'y': 2}, 'l': [1, 2], '_errors': ['Failed to load ext_pillar cmd_yaml: it gave a list, \
         not a dictionary']}",
        "Salt ends with an exception",
    ),
    (
        "cmd_yaml without a command",
        "{'a': 1, 'd': {'x': 1, 'y': 2}, 'l': [1, 2], '_errors': ['Failed to load ext_pillar cmd_yaml: bad arguments for \
         `cmd_yaml`: `command`: expected text, not NoneType, got None']}",
        "Python's text",
    ),
    (
        "cmd_yaml with a wrong option",
        "{'a': 1, 'd': {'x': 1, 'y': 2}, 'l': [1, 2], '_errors': ['Failed to load ext_pillar cmd_yaml: `comand` is not \
         an argument of `cmd_yaml`; it knows command']}",
        "Python's text",
    ),
    (
        "file_tree, raw_data",
        "{'_errors': ['Failed to load ext_pillar file_tree: `raw_data` is not an argument of `file_tree`; it knows \
         root_dir, follow_dir_links, debug, keep_newline, render_default, renderer_blacklist, renderer_whitelist, \
         template'], 'a': 1, 'd': {'x': 1, 'y': 2}, 'l': [1, 2]}",
        "Python's text",
    ),
    (
        "file_tree, broken template",
        "{'_errors': ['Failed to load ext_pillar file_tree: Rendering a file failed. Please see master log for \
         details.'], 'a': 1, 'd': {'x': 1, 'y': 2}, 'l': [1, 2]}",
        "Salt shows the template to the minion",
    ),
    (
        "nodegroups",
        "{'a': 1, 'd': {'x': 1, 'y': 2}, 'l': [1, 2], 'nodegroups': ['web', 'debian', 'both', 'listed', 'wordy']}",
        "Salt takes a list of ids for a compound target here, though not for `-N`",
    ),
    (
        "nodegroups under another name",
        "{'a': 1, 'd': {'x': 1, 'y': 2}, 'l': [1, 2], 'groups': ['web', 'debian', 'both', 'listed', 'wordy']}",
        "the same",
    ),
];

fn grains() -> Dict {
    Value::from_json(r#"{"os": "Debian", "id": "web1", "roles": ["web", "db"], "ipv4": ["10.0.0.5"]}"#)
        .unwrap()
        .into_dict()
        .unwrap()
}

/// Options with the folder of the house where they say `ROOT`.
fn rooted(value: &Value, root: &Path) -> Value {
    match value {
        Value::Str(text) => text.replace("ROOT", &root.to_string_lossy()).into(),
        Value::List(items) => items.iter().map(|item| rooted(item, root)).collect(),
        Value::Dict(dict) => {
            Value::Dict(dict.iter().map(|(key, value)| (key.clone(), rooted(value, root))).collect())
        }
        other => other.clone(),
    }
}

/// Writes a tree and gives the options with its `pillar_roots`.
fn tree(root: &Path, files: &Dict, options: &Dict) -> Dict {
    let mut options = rooted(&Value::Dict(options.clone()), root).into_dict().unwrap();
    let mut roots = Dict::from([("base", vec![root.join("base").to_string_lossy().into_owned()])]);
    for (path, text) in files {
        let path = path.as_str().unwrap();
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text.as_str().unwrap()).unwrap();
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
    let options = Arc::new(tree(house.path(), member("files"), member("options")));
    for (link, target) in case.get("links").and_then(Value::as_dict).into_iter().flatten() {
        symlink(target.as_str().unwrap(), house.path().join(link.as_str().unwrap())).unwrap();
    }
    let request = request(case.get("request").unwrap());
    let functions = PureFunctions::new(&request, Arc::clone(&options));
    Compiler::new(options).compile(&request, Arc::new(functions))
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Dict(dict) => {
            let mut members: Vec<_> =
                dict.iter().map(|(key, value)| (key.to_string(), sorted(value))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Dict(members.into_iter().collect())
        }
        other => other.clone(),
    }
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
        bytes @ Value::Bytes(_) => bytes.repr().into(),
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
        let mut found = recorded(&Value::Dict(compiled.pillar.clone()));
        if case.get("unordered").is_some() {
            found = sorted(&found);
        }
        if let Some(master) = found.as_dict_mut().and_then(|found| found.get_mut("master")) {
            // The other options are each program's own.
            let known = case.get("expected").and_then(|expected| expected.get("master")).unwrap();
            master.as_dict_mut().unwrap().retain(|key, _| known.as_dict().unwrap().contains_key(key));
            *master = sorted(master);
        }
        let found = found.repr();
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
fn sources_elsewhere_are_laid_over_as_salts() {
    check_all(include_str!("../tests/data/salt_ext.json"));
}

#[test]
fn options_and_includes_are_as_salts() {
    check_all(include_str!("../tests/data/salt_more.json"));
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
    assert!(Arc::ptr_eq(&second, &memo.renew(&compiler, &request, Arc::new(NoFunctions))));
    request.grains = Arc::new(Dict::from([("os", "Alpine")]));
    assert!(!Arc::ptr_eq(&second, &compile(&request)));
    request.overrides.insert("a", 3);
    assert_eq!(compile(&request).pillar.get("a"), Some(&Value::Int(3)));
}

#[test]
fn a_kept_pillar_that_may_be_another_by_now_is_for_targets_alone() {
    let check = |options: &[(&str, Value)], sls: &str| {
        let house = tempfile::tempdir().unwrap();
        let files = [("base/top.sls", "base:\n  '*':\n    - a\n"), ("base/a.sls", sls)];
        let options = options.iter().map(|(name, value)| (*name, value.clone())).collect();
        let options = Arc::new(tree(house.path(), &Dict::from(files), &options));
        let compiler = Compiler::new(Arc::clone(&options));
        let (memo, request) = (Memo::new(2), request(&Value::Null));
        let functions = || Arc::new(PureFunctions::new(&request, Arc::clone(&options)));
        let first = memo.renew(&compiler, &request, functions());
        assert!(Arc::ptr_eq(&first, &memo.compile(&compiler, &request, functions())), "{sls}");
        assert!(!Arc::ptr_eq(&first, &memo.renew(&compiler, &request, functions())), "{sls}");
        // A new one for another environment tells that the first may be old.
        let first = memo.compile(&compiler, &request, functions());
        memo.renew(&compiler, &Request { saltenv: Some("base".into()), ..request.clone() }, functions());
        assert!(!Arc::ptr_eq(&first, &memo.compile(&compiler, &request, functions())), "{sls}");
    };
    check(&[], "a: {{ 'sh' | which }}\n");
    check(&[], "a: {{ nope }}\n");
    check(&[("ext_pillar", Value::from_json(r#"[{"cmd_yaml": "date +'a: %N'"}]"#).unwrap())], "b: 1\n");
}
