//! `file.write`, `file.append`, `file.prepend`.

use std::path::Path;

use halite_common::{
    declare::{OneOrMany, Text},
    value::Value,
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::WriteOptions,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::finish::path_of;
use crate::file::{document::Document, edit::append};

/// The lines given one by one, or as the list `args`.
fn lines(one_by_one: Vec<Value>, args: OneOrMany<Value>) -> Vec<String> {
    let given = if args.0.is_empty() { one_by_one } else { args.0 };
    given.iter().map(Value::to_string).collect()
}

fn put(act: &Act<'_>, path: &Path, text: &str) -> Result<(), ModuleError> {
    let written = act.host.write(path, text.as_bytes(), &WriteOptions::default());
    written.map_err(ModuleError::file("write", path))
}

/// Replaces the text of a file by lines.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Write {
    /// The path.
    path: Text,
    /// The lines.
    #[serde(default, rename = "*args")]
    rest: Vec<Value>,
    /// The lines as a list.
    #[serde(default)]
    args: OneOrMany<Value>,
}

impl Function for Write {
    const NAME: &'static str = "file.write";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let path = path_of(act, &self.path);
        let lines = lines(self.rest, self.args);
        put(act, &path, &lines.iter().map(|line| format!("{line}\n")).collect::<String>())?;
        Ok(format!("Wrote {} lines to \"{}\"", lines.len(), path.display()))
    }
}

/// Adds lines at the end of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Append {
    /// The path.
    path: Text,
    /// The lines.
    #[serde(default, rename = "*args")]
    rest: Vec<Value>,
    /// The lines as a list.
    #[serde(default)]
    args: OneOrMany<Value>,
}

impl Function for Append {
    const NAME: &'static str = "file.append";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let path = path_of(act, &self.path);
        let lines = lines(self.rest, self.args);
        let document = Document::read(act.host.as_probe(), &path)?;
        let new: Vec<&str> = lines.iter().map(String::as_str).collect();
        document.write(act, &append::append(&document.text, &new))?;
        Ok(format!("Wrote {} lines to \"{}\"", lines.len(), path.display()))
    }
}

/// Adds lines at the beginning of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prepend {
    /// The path.
    path: Text,
    /// The lines.
    #[serde(default, rename = "*args")]
    rest: Vec<Value>,
    /// The lines as a list.
    #[serde(default)]
    args: OneOrMany<Value>,
}

impl Function for Prepend {
    const NAME: &'static str = "file.prepend";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let path = path_of(act, &self.path);
        let lines = lines(self.rest, self.args);
        let new: Vec<&str> = lines.iter().map(String::as_str).collect();
        match act.host.exists(&path) {
            true => {
                let document = Document::read(act.host.as_probe(), &path)?;
                document.write(act, &append::prepend(&document.text, &new))?;
            }
            false => put(act, &path, &append::prepend("", &new))?,
        }
        Ok(format!("Prepended {} lines to \"{}\"", lines.len(), path.display()))
    }
}
