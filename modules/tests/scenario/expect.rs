//! What must come of a run, compared with what came.

use std::path::Path;

use halite_common::value::Value;
use halite_modules::fake::{Content, Machine};
use halite_states::declare::Outcome;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::stage::{Described, dict};

/// What must come of a run. What is left out is not looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    /// `true`, `false`, or `"none"`.
    pub result: Option<Json>,
    /// The whole comment.
    pub comment: Option<String>,
    /// The changes. A text `"none"` in it stands for `None`.
    pub changes: Option<Map<String, Json>>,
    /// The warnings.
    pub warnings: Option<Vec<String>>,
}

/// What must lie at a path in the end.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Left {
    /// `false`: nothing; `true`: something.
    There(bool),
    /// A file of this text.
    Text(String),
    /// Some of its properties.
    Node(Described),
}

impl Expected {
    /// The differences, a sentence each.
    pub(crate) fn compare(&self, run: &str, outcome: &Outcome, default: Option<Option<bool>>) -> Vec<String> {
        let mut wrong = Vec::new();
        let result = match &self.result {
            Some(Json::Bool(b)) => Some(Some(*b)),
            Some(_) => Some(None),
            None => default,
        };
        if let Some(result) = result.filter(|result| *result != outcome.result) {
            wrong.push(format!("{run}: result {:?}, not {result:?} ({})", outcome.result, outcome.comment));
        }
        if let Some(comment) = self.comment.as_ref().filter(|comment| **comment != outcome.comment) {
            wrong.push(format!("{run}: comment\n  {:?}, not\n  {comment:?}", outcome.comment));
        }
        if let Some(changes) = self.changes.as_ref().map(|c| nulls(dict(c).into()))
            && Value::Dict(outcome.changes.clone()) != changes
        {
            let came = Value::Dict(outcome.changes.clone());
            wrong.push(format!("{run}: changes\n  {}, not\n  {}", came.repr(), changes.repr()));
        }
        if let Some(warnings) = self.warnings.as_ref().filter(|warnings| **warnings != outcome.warnings) {
            wrong.push(format!("{run}: warnings {:?}, not {warnings:?}", outcome.warnings));
        }
        wrong
    }
}

/// TOML has no `None`.
fn nulls(value: Value) -> Value {
    match value {
        Value::Str(text) if text == "none" => Value::Null,
        Value::List(items) => items.into_iter().map(nulls).collect(),
        Value::Dict(members) => {
            Value::Dict(members.into_iter().map(|(key, value)| (key, nulls(value))).collect())
        }
        other => other,
    }
}

impl Left {
    /// The differences, a sentence each.
    pub(crate) fn compare(&self, path: &str, machine: &Machine) -> Vec<String> {
        let disk = machine.disk();
        let node = disk.get(Path::new(path));
        let (wanted_text, wanted_link, mode, uid, gid) = match self {
            Left::There(there) if *there == node.is_some() => return Vec::new(),
            Left::There(there) => return vec![format!("{path} is there: {}, not {there}", !there)],
            Left::Text(text) => (Some(text), None, None, None, None),
            Left::Node(Described { text, link, mode, uid, gid }) => {
                (text.as_ref(), link.as_ref(), mode.as_ref(), *uid, *gid)
            }
        };
        let Some(node) = node else { return vec![format!("{path} is not there")] };
        let (text, link) = match &node.content {
            Content::File(bytes) => (Some(String::from_utf8_lossy(bytes).into_owned()), None),
            Content::Link(target) => (None, Some(target.display().to_string())),
            Content::Directory => (None, None),
        };
        let mut wrong = Vec::new();
        let mut differ = |what: &str, came: Option<String>, wanted: Option<String>| {
            if wanted.is_some() && came != wanted {
                wrong.push(format!("{path}: {what}\n  {came:?}, not\n  {wanted:?}"));
            }
        };
        differ("text", text, wanted_text.cloned());
        differ("link", link, wanted_link.cloned());
        differ("mode", Some(format!("{:04o}", node.mode)), mode.map(|mode| format!("{mode:0>4}")));
        differ("uid", Some(node.uid.to_string()), uid.map(|id| id.to_string()));
        differ("gid", Some(node.gid.to_string()), gid.map(|id| id.to_string()));
        wrong
    }
}
