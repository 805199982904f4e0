//! `file.keyvalue`.

use std::path::PathBuf;

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Ask, ModuleError, Outcome, State, Verdict},
    host::WriteOptions,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::replace::yes;
use crate::file::{
    document::Document,
    edit::keyvalue::{Edited, KeyValues, Missing, edit},
    place,
};

/// Ensures `key=value` lines in a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyValue {
    /// Path of the file.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// The key.
    #[serde(default)]
    key: Option<Text>,
    /// Its value.
    #[serde(default)]
    value: Value,
    /// Several keys and their values.
    #[serde(default)]
    key_values: Value,
    /// What stands between key and value.
    #[serde(default = "equals")]
    separator: Text,
    /// Adds missing keys at the end.
    #[serde(default)]
    append_if_not_found: bool,
    /// Adds missing keys at the beginning.
    #[serde(default)]
    prepend_if_not_found: bool,
    /// Taken for Salt's sake; it does nothing there either.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    search_only: bool,
    /// Shows the difference in the changes.
    #[serde(default = "yes")]
    show_changes: bool,
    /// Is content where the file is missing.
    #[serde(default)]
    ignore_if_missing: bool,
    /// How many lines of a key are to stay; -1 is all.
    #[serde(default = "one")]
    count: i64,
    /// Characters that comment a line out; such a line is put in force.
    #[serde(default)]
    uncomment: Option<Text>,
    /// Finds keys whatever their case.
    #[serde(default)]
    key_ignore_case: bool,
    /// Takes values that differ in case only for the same.
    #[serde(default)]
    value_ignore_case: bool,
    /// Makes the file if it is missing.
    #[serde(default)]
    create_if_missing: bool,
    /// Removes all other lines.
    #[serde(default)]
    prune: bool,
}

fn equals() -> Text {
    "=".into()
}

fn one() -> i64 {
    1
}

/// The new text.
pub(crate) struct Plan {
    path: PathBuf,
    document: Option<Document>,
    edited: Edited,
}

impl State for KeyValue {
    const NAME: &'static str = "file.keyvalue";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        if name.is_empty() {
            return Ok(Verdict::failed("Must provide name to file.keyvalue"));
        }
        let pairs = match self.pairs() {
            Ok(pairs) => pairs,
            Err(complaint) => return Ok(Verdict::failed(complaint)),
        };
        let path = PathBuf::from(&name);
        let there = ask.probe.is_file(&path);
        if !there && !self.create_if_missing {
            let comment = format!("unable to open {name}");
            return Ok(if self.ignore_if_missing {
                Verdict::in_place(comment)
            } else {
                Verdict::failed(comment)
            });
        }
        let document = if there { Some(Document::read(ask.probe, &path)?) } else { None };
        let missing = match () {
            () if self.append_if_not_found || !there => Missing::Append,
            () if self.prepend_if_not_found => Missing::Prepend,
            () => Missing::Leave,
        };
        let how = KeyValues {
            pairs: &pairs,
            separator: &self.separator,
            missing,
            count: self.count,
            uncomment: self.uncomment.as_deref(),
            key_ignore_case: self.key_ignore_case,
            value_ignore_case: self.value_ignore_case,
            prune: self.prune,
        };
        let edited = edit(document.as_ref().map_or("", |document| &document.text), &how);
        if edited.changed == 0 && edited.deleted == 0 {
            return Ok(Verdict::in_place(""));
        }
        Ok(Verdict::Change(Plan { path, document, edited }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let edited = &plan.edited;
        let mut comment = format!(
            "File {} is set to be changed ({} lines modified, {} deleted)",
            plan.path.display(),
            edited.changed,
            edited.deleted
        );
        if self.show_changes {
            comment.push_str("\nPredicted diff:\n\r\t\t");
            comment.push_str(&edited.diff.join("\r\t\t"));
        }
        Outcome::changed(self.changes(plan), comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let edited = &plan.edited;
        let written = match &plan.document {
            Some(document) => document.write(act, &edited.text),
            None => {
                let made = act.host.write(&plan.path, edited.text.as_bytes(), &WriteOptions::default());
                made.map_err(ModuleError::file("make", &plan.path))
            }
        };
        if written.is_err() {
            return Ok(Outcome::failed(format!("{} not writable", plan.path.display())));
        }
        let comment = format!("Changed {}, deleted {} lines", edited.changed, edited.deleted);
        Ok(Outcome::changed(self.changes(&plan), comment))
    }
}

impl KeyValue {
    fn pairs(&self) -> Result<Dict, String> {
        if let Some(key) = self.key.as_ref().filter(|_| !self.value.is_null()) {
            return match &self.key_values {
                Value::Dict(_) => Err("file.keyvalue can not combine key_values with key and value".into()),
                _ => Ok(Dict::from([(key.0.as_str(), self.value.clone())])),
            };
        }
        match &self.key_values {
            Value::Dict(pairs) if !pairs.is_empty() => Ok(pairs.clone()),
            other => {
                let what = if other.is_truthy() { "is not a dictionary" } else { "is empty" };
                Err(format!("file.keyvalue key and value not supplied and key_values {what}"))
            }
        }
    }

    fn changes(&self, plan: &Plan) -> Dict {
        match self.show_changes {
            true => Dict::from([("diff", plan.edited.diff.concat())]),
            false => Dict::new(),
        }
    }
}
