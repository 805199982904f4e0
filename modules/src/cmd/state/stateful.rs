//! `stateful`: a command that says itself whether it changed something.

use halite_common::value::{Dict, Value};
use halite_states::declare::Outcome;

use super::super::line::split;

/// Whether a state is stateful, and what it runs instead in test mode.
pub(super) struct Stateful {
    /// The output is read.
    pub on: bool,
    /// What is run in test mode.
    pub test_name: Option<String>,
}

impl Stateful {
    /// Reads the argument: a bool, or a list whose first item may name `test_name`.
    pub(super) fn read(argument: Option<&Value>) -> Stateful {
        let test_name = argument.and_then(Value::as_list).and_then(<[Value]>::first);
        let test_name = test_name.and_then(|first| first.get("test_name")).map(Value::to_string);
        let on = match argument {
            Some(Value::List(items)) => !items.is_empty(),
            other => other.and_then(Value::as_bool) == Some(true),
        };
        Stateful { on, test_name }
    }
}

/// Reads changes and comment off what the command wrote: a JSON object, or a last line of `name=value` pairs.
pub(super) fn reinterpret(outcome: Outcome) -> Outcome {
    let ran = outcome.changes.clone();
    let bare = Outcome { changes: Dict::new(), comment: String::new(), ..outcome };
    let written = |name: &str| ran.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let out = written("stdout");
    if out.is_empty() {
        return Outcome { comment: written("stderr"), ..bare };
    }
    let data = match Value::from_json(&out) {
        Ok(Value::Dict(data)) => Ok((data, String::new())),
        Ok(_) => return failed(bare, "script JSON output must be a JSON object (e.g., {})!"),
        Err(_) => pairs(&out),
    };
    let Ok((mut data, before)) = data else {
        let message = "Failed parsing script output! Stdout must be JSON or a line of name=value pairs.";
        return Outcome { changes: ran, ..failed(bare, message) };
    };
    let changed = match truth(data.get("changed")) {
        Ok(changed) => changed,
        Err(message) => return failed(bare, &message),
    };
    let comment = data.remove("comment").map(|comment| comment.to_string()).unwrap_or_default();
    if !changed {
        return Outcome { comment, ..bare };
    }
    for (key, value) in ran {
        data.entry_or_insert_with(key, || value);
    }
    data.insert("stdout", before);
    Outcome { changes: data, comment, ..bare }
}

/// The pairs of the last line, and what stands before it.
fn pairs(out: &str) -> Result<(Dict, String), ()> {
    let (before, last) = out.trim_end().rsplit_once('\n').unwrap_or(("", out));
    let words = split(last).map_err(|_| ())?;
    let pairs = words.iter().map(|word| match word.split_once('=') {
        Some((key, value)) if !value.contains('=') => Ok((key.to_owned(), value.to_owned())),
        _ => Err(()),
    });
    Ok((pairs.collect::<Result<Vec<_>, ()>>()?.into_iter().collect(), before.to_owned()))
}

fn truth(value: Option<&Value>) -> Result<bool, String> {
    let text = value.map_or("no".to_owned(), Value::to_string);
    match text.to_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(format!("Failed parsing boolean value: {text}")),
    }
}

fn failed(outcome: Outcome, comment: &str) -> Outcome {
    Outcome { result: Some(false), comment: comment.to_owned(), ..outcome }
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};
    use halite_states::declare::Outcome;

    use super::reinterpret;

    fn check(stdout: &str, result: bool, comment: &str, changes: Option<Dict>) {
        let ran = Dict::from([("pid", Value::from(1)), ("stdout", stdout.into()), ("stderr", "".into())]);
        let outcome = reinterpret(Outcome::changed(ran, "Command \"x\" run"));
        assert_eq!(outcome.result, Some(result), "{stdout}");
        assert_eq!(outcome.comment, comment, "{stdout}");
        assert_eq!(outcome.changes, changes.unwrap_or_default(), "{stdout}");
    }

    #[test]
    fn output_tells_what_changed() {
        let full = |stdout: &str| {
            Dict::from([
                ("changed", Value::from("yes")),
                ("a", "b c".into()),
                ("pid", 1.into()),
                ("stdout", stdout.into()),
                ("stderr", "".into()),
            ])
        };
        check("", true, "", None);
        check("working\nchanged=yes comment='it did' a='b c'", true, "it did", Some(full("working")));
        check("changed=no comment=nothing", true, "nothing", None);
        check("{\"changed\": \"yes\", \"a\": \"b c\"}\n", true, "", Some(full("")));
        check("changed=perhaps", false, "Failed parsing boolean value: perhaps", None);
        check("[1]", false, "script JSON output must be a JSON object (e.g., {})!", None);
        let ran =
            Dict::from([("pid", Value::from(1)), ("stdout", "some words".into()), ("stderr", "".into())]);
        let comment = "Failed parsing script output! Stdout must be JSON or a line of name=value pairs.";
        check("some words", false, comment, Some(ran));
    }
}
