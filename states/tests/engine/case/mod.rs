//! One case file, asked and compared.

mod ask;
mod tree;

pub(crate) use tree::CaseTree;

use halite_common::value::{Dict, Value};

/// A case: files, options, and calls with their answers.
#[derive(Debug, Default)]
pub(crate) struct Case {
    tree: CaseTree,
    config: Dict,
    grains: Dict,
    asks: Vec<(String, String)>,
}

impl Case {
    /// Reads the sections of a case file.
    pub(crate) fn parse(text: &str) -> Case {
        let mut sections: Vec<(String, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            match line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
                Some(name) => sections.push((name.to_owned(), String::new())),
                None => {
                    if let Some((_, body)) = sections.last_mut() {
                        body.push_str(line);
                    }
                }
            }
        }
        let mut case = Case::default();
        case.grains.insert("os", "Debian");
        for (name, body) in sections {
            match (name.as_str(), name.strip_prefix("ask: ")) {
                (_, Some(call)) => case.asks.push((call.to_owned(), body)),
                ("config", _) => case.config.extend(yaml(&body)),
                ("grains", _) => case.grains.extend(yaml(&body)),
                _ => case.tree.add(&name, body),
            }
        }
        case
    }

    /// Its files.
    pub(crate) fn tree(&self) -> &CaseTree {
        &self.tree
    }

    /// Asks everything; gives what differs.
    pub(crate) fn check(&self) -> Vec<String> {
        self.asks
            .iter()
            .filter_map(|(call, answer)| {
                let expected = Value::from_json(answer).unwrap_or_else(|error| panic!("{call}: {error}"));
                let got = self.ask(call);
                difference(&expected, &got).map(|text| format!("{call}\n{text}"))
            })
            .collect()
    }
}

fn yaml(text: &str) -> Dict {
    load(text).into_dict().unwrap_or_default()
}

fn load(text: &str) -> Value {
    halite_common::yaml::load(text).unwrap_or_else(|error| panic!("{text}: {error}")).value
}

/// The first difference of each member, by path.
fn difference(expected: &Value, got: &Value) -> Option<String> {
    let mut lines = Vec::new();
    compare("", expected, got, &mut lines);
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn compare(path: &str, expected: &Value, got: &Value, lines: &mut Vec<String>) {
    match (expected, got) {
        (Value::Dict(a), Value::Dict(b)) => {
            for (key, value) in a {
                match b.get_key(key) {
                    Some(other) => compare(&format!("{path}/{key}"), value, other, lines),
                    None => lines.push(format!("  {path}/{key}: Salt has {}, we have nothing", value.repr())),
                }
            }
            for (key, value) in b.iter().filter(|(key, _)| !a.contains_key(key)) {
                lines.push(format!("  {path}/{key}: Salt has nothing, we have {}", value.repr()));
            }
        }
        (Value::List(a), Value::List(b)) if a.len() == b.len() => {
            for (at, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}/{at}"), a, b, lines);
            }
        }
        (a, b) if a == b || (sorted(a).is_some() && sorted(a) == sorted(b)) => {}
        (a, b) => lines.push(format!("  {path}: Salt has {}\n    we have {}", a.repr(), b.repr())),
    }
}

/// The failed requisites of a comment, sorted: Salt tells them in no order.
fn sorted(comment: &Value) -> Option<Vec<&str>> {
    let mut names: Vec<&str> =
        comment.as_str()?.strip_prefix("One or more requisite failed: ")?.split(", ").collect();
    names.sort_unstable();
    Some(names)
}
