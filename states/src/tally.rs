//! Whether the results of a run are a success, for the return code.

use halite_common::value::{Dict, Value};

use crate::high::{is_internal, states};

/// Tells whether a run succeeded. A failed state with an `onfail` handler (`onfail_stop: False`) counts as its handler.
pub fn succeeded(results: &Dict, high: &Dict) -> bool {
    !results.is_empty() && results.iter().all(|(tag, result)| counts(&tag.to_string(), result, results, high))
}

fn counts(tag: &str, result: &Value, results: &Dict, high: &Dict) -> bool {
    let fine = result.as_dict().is_some_and(|result| result.get("result") != Some(&Value::Bool(false)));
    fine || handled(tag, results, high).unwrap_or(false)
}

/// Whether the handlers of a failed state succeeded; `None` where it has none.
fn handled(tag: &str, results: &Dict, high: &Dict) -> Option<bool> {
    let mut parts = tag.split("_|-");
    let (module, id) = (parts.next()?, parts.next()?);
    let mut verdict = None;
    for (handler, body) in high.iter().filter(|(key, _)| !is_internal(key) && key.as_str() != Some(id)) {
        for (handler_module, arguments) in
            states(body).filter(|(_, arguments)| handles(arguments, module, id))
        {
            let _ = arguments;
            let prefix = format!("{handler_module}_|-{handler}_|-");
            let own = results.iter().filter(|(tag, _)| tag.to_string().starts_with(&prefix));
            for result in own.filter_map(|(_, result)| result.get("result")?.as_bool()) {
                verdict = Some(result);
                if !result {
                    break;
                }
            }
            verdict = verdict.or(Some(false));
        }
    }
    verdict
}

fn handles(arguments: &Value, module: &str, id: &str) -> bool {
    let arguments = arguments.as_list().unwrap_or_default();
    let stops = arguments.iter().any(|one| one.get("onfail_stop") == Some(&Value::Bool(false)));
    let names = |reference: &Value| {
        reference
            .as_dict()
            .into_iter()
            .flatten()
            .any(|(subject, name)| name.as_str() == Some(id) && subject.as_str() == Some(module))
    };
    stops
        && arguments.iter().filter_map(|one| one.get("onfail")?.as_list()).any(|list| list.iter().any(names))
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    use super::succeeded;

    fn dict(json: &str) -> Dict {
        Value::from_json(json).unwrap().into_dict().unwrap()
    }

    #[test]
    fn a_handled_failure_counts_as_its_handler() {
        let high = dict(
            r#"{"a": {"test": ["fail"]}, "b": {"test": [{"onfail": [{"test": "a"}]}, {"onfail_stop": false}]}}"#,
        );
        let check = |a: bool, b: bool, expected: bool| {
            let result = |result: bool| Dict::from([("result", result)]);
            let results = Dict::from([("test_|-a_|-a_|-fail", result(a)), ("test_|-b_|-b_|-nop", result(b))]);
            assert_eq!(succeeded(&results, &high), expected);
            assert_eq!(succeeded(&results, &Dict::new()), a && b);
        };
        check(true, true, true);
        check(false, true, true);
        check(false, false, false);
        assert!(!succeeded(&Dict::new(), &high));
    }
}
