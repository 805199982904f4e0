//! Small templates with the answers that the real Salt gives.

use std::sync::Arc;

use halite_common::value::{Dict, Value};
use halite_render::{Context, NoFunctions, RenderError, Source, SourceError, Template, render_text};

/// Cases that are known to differ, and why.
const KNOWN: &[(&str, &str)] = &[
    ("p_big", "integers span at most 128 bits"),
    ("more-48", "names of Unicode characters are not known"),
    ("more-128", "Salt fails to print what groupby gives"),
    ("more-170", "complaints about a regular expression are the regex crate's"),
    ("more-237", "another wording: `for in x`"),
    ("more-238", "another wording: `macro` without a name"),
    ("more-257", "Salt itself fails on its way to the message: `break` outside of a loop"),
    ("more-258", "Salt itself fails on its way to the message: `continue` outside of a loop"),
    ("more-271", "another wording: recursion"),
    ("more-298", "Salt fails to print a list that holds itself"),
];

struct Files(Dict);

impl Source for Files {
    fn read(&self, _: &str, path: &str) -> Result<Option<String>, SourceError> {
        Ok(self.0.get(path).and_then(Value::as_str).map(str::to_owned))
    }
}

fn context(data: &Value) -> Context {
    let files = data.get("files").and_then(Value::as_dict).cloned().unwrap_or_default();
    let mut context = Context::new("base", Arc::new(Files(files)), Arc::new(NoFunctions));
    for (name, value) in data.get("context").and_then(Value::as_dict).into_iter().flatten() {
        context.set(&name.to_string(), value.clone());
    }
    context.set("opts", Dict::new());
    context
}

fn complaint(case: &Value, outcome: Result<String, RenderError>) -> Option<String> {
    let expected = case.get("expected").and_then(Value::as_str);
    match (expected, outcome) {
        (Some(expected), Ok(text)) if expected == text => None,
        (Some(expected), Ok(text)) => Some(format!("expected {expected:?}\n     but got {text:?}")),
        (Some(_), Err(error)) => Some(format!("failed: {error} at {:?}", error.place())),
        (None, Err(error)) => wording(case, &error),
        (None, Ok(text)) => Some(format!("should fail ({:?}) but gave {text:?}", case.get("expected_error"))),
    }
}

/// Salt's words, and its line where it gives one.
fn wording(case: &Value, error: &RenderError) -> Option<String> {
    let expected = case.get("expected_error").and_then(Value::as_str)?;
    let line = error.place().map_or(0, |place| place.line);
    let ours = format!("{error}; line {line}");
    (!ours.starts_with(expected)).then(|| format!("expected {expected:?}\n     but said {ours:?}"))
}

fn check(data: &str) {
    let data = Value::from_json(data).expect("the cases are JSON");
    let cases = data.get("cases").and_then(Value::as_list).expect("there are cases");
    let mut wrong = Vec::new();
    let mut excused = 0;
    for case in cases {
        let name = case.get("name").and_then(Value::as_str).unwrap_or_default();
        let text = case.get("template").and_then(Value::as_str).unwrap_or_default();
        // Each case has a context of its own: templates change what they are given.
        let outcome = render_text(&Template::of_text("case", text), &context(&data)).map(|r| r.text);
        let known = KNOWN.iter().any(|(known, _)| *known == name);
        match complaint(case, outcome) {
            Some(complaint) if !known => wrong.push(format!("{name}: {text:?}\n     {complaint}")),
            None if known => wrong.push(format!("{name} is listed as a known difference, and is none")),
            _ => excused += usize::from(known),
        }
    }
    println!("{} of {} templates are as in Salt", cases.len() - wrong.len() - excused, cases.len());
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn micro_templates_render_as_in_salt() {
    check(include_str!("data/jinja.json"));
}

#[test]
fn more_templates_render_as_in_salt() {
    check(include_str!("data/jinja_more.json"));
}
