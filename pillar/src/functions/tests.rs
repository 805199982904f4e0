//! The functions against the answers of Salt's.

use std::sync::Arc;

use halite_common::value::{Dict, Value};
use halite_render::Functions;

use super::PureFunctions;
use crate::Request;

fn dict(json: &str) -> Dict {
    Value::from_json(json).unwrap().into_dict().unwrap()
}

fn check(name: &str, positional: &str, named: &str, expected: &str) {
    let grains =
        dict(r#"{"os": "Debian", "os_family": "Debian", "roles": ["web"], "ip": {"eth0": ["10.0.0.5"]}}"#);
    let request = Request { id: "web1".into(), grains: Arc::new(grains), ..Request::default() };
    let options = dict(r#"{"nodegroups": {"web": "web*"}, "hash_type": "sha256"}"#);
    let functions = PureFunctions::new(&request, Arc::new(options));
    let positional = Value::from_json(positional).unwrap().as_list().unwrap().to_vec();
    let found = functions.call(name, positional, dict(named));
    let found = found.map_or_else(|error| error.to_string(), |value| value.repr());
    assert_eq!(found, expected, "{name}");
}

#[test]
fn functions_answer_as_salts() {
    check("grains.get", r#"["ip:eth0:0"]"#, "{}", "'10.0.0.5'");
    check("grains.get", r#"["nope"]"#, "{}", "''");
    check("grains.get", r#"["nope", 3]"#, r#"{"ordered": false}"#, "3");
    check("grains.item", r#"["os", "nope"]"#, "{}", "{'os': 'Debian', 'nope': ''}");
    check("grains.has_value", r#"["roles"]"#, "{}", "True");
    check("grains.filter_by", r#"[{"Debian": {"a": 1}}]"#, r#"{"merge": {"b": 2}}"#, "{'a': 1, 'b': 2}");
    check("config.get", r#"["hash_type"]"#, "{}", "'sha256'");
    check("config.get", r#"["os"]"#, "{}", "'Debian'");
    check("pillar.get", r#"["a", [1]]"#, "{}", "[1]");
    check(
        "slsutil.merge",
        r#"[{"a": {"x": [1]}}, {"a": {"x": [2]}}]"#,
        r#"{"merge_lists": true}"#,
        "{'a': {'x': [1, 2]}}",
    );
    check(
        "slsutil.merge",
        r#"[{"a": {"x": 1}}, {"a": {"y": 2}}]"#,
        r#"{"strategy": "overwrite"}"#,
        "{'a': {'y': 2}}",
    );
    check("slsutil.merge_all", r#"[[{"a": 1}, {"b": 2}]]"#, "{}", "{'a': 1, 'b': 2}");
    check("slsutil.update", r#"[{"a": {"x": 1}}, {"a": {"y": 2}}]"#, "{}", "{'a': {'x': 1, 'y': 2}}");
    check("defaults.merge", r#"[{"a": 1}, null]"#, "{}", "{'a': 1}");
    check("defaults.merge", r#"[null, {"a": 1}]"#, "{}", "Can't perform in-place merge into NoneType");
    check("match.compound", r#"["G@os:Debian and N@web"]"#, "{}", "True");
    check("match.glob", r#"["db*"]"#, r#"{"minion_id": "db1"}"#, "True");
    check(
        "match.filter_by",
        r#"[{"db*": 1, "web*": {"a": 1}}]"#,
        r#"{"merge": {"b": 2}}"#,
        "{'a': 1, 'b': 2}",
    );
    check("match.filter_by", r#"[{"db*": 1, "x": 2}]"#, r#"{"default": "x"}"#, "2");
    check("cmd.run", r#"["id"]"#, "{}", "`cmd.run` is not available in pillar SLS files");
    check("grains.get", r#"[]"#, "{}", "`grains.get` needs the argument `key`");
}
