//! `file.line`.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::finish::{finish, path_of, yes};
use crate::file::{backup, document::Document, edit::line};

/// Edits one line of a file, and gives the difference.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    /// The path.
    path: Text,
    /// The line.
    #[serde(default)]
    content: Option<Text>,
    /// The line to replace or remove: a regular expression, or a part of it.
    #[serde(default)]
    r#match: Option<Text>,
    /// `ensure`, `replace`, `delete` or `insert`.
    #[serde(default)]
    mode: Option<Text>,
    /// Where to insert: `start` or `end`.
    #[serde(default)]
    location: Option<Text>,
    /// The line to insert before.
    #[serde(default)]
    before: Option<Text>,
    /// The line to insert after.
    #[serde(default)]
    after: Option<Text>,
    /// Gives the difference; otherwise whether there is one.
    #[serde(default = "yes")]
    show_changes: bool,
    /// Keeps a copy of the old file, named after the time.
    #[serde(default)]
    backup: bool,
    /// Is content where the file is missing.
    #[serde(default)]
    quiet: bool,
    /// Indents the line as its neighbour is.
    #[serde(default = "yes")]
    indent: bool,
}

impl Function for Line {
    const NAME: &'static str = "file.line";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let path = path_of(act, &self.path);
        if !act.host.is_file(&path) {
            let name = path.display();
            return match self.quiet {
                true => Ok(false.into()),
                false => {
                    Err(ModuleError::failed(format!("File \"{name}\" does not exists or is not a file.")))
                }
            };
        }
        let Some(mode) = self.mode.as_ref().map(|mode| mode.to_lowercase()) else {
            return Err(ModuleError::failed("Mode was not defined. How to process the file?"));
        };
        if mode != "delete" && self.content.is_none() {
            return Err(ModuleError::failed("Content can only be empty if mode is \"delete\""));
        }
        let how = line::Line {
            content: self.content.as_deref(),
            pattern: self.r#match.as_deref(),
            mode: &mode,
            location: self.location.as_deref(),
            before: self.before.as_deref(),
            after: self.after.as_deref(),
            indent: self.indent,
        };
        let document = Document::read(act.host.as_probe(), &path)?;
        let new = line::edit(&document.text, &how)?;
        let stamp = backup::local(act.host.now()).strftime(".%Y-%m-%d-%H-%M-%S").to_string();
        let ending = if self.backup { &stamp } else { "" };
        let dry = act.minion.test();
        let given = finish(act, &document, &path, &new, ending, dry, self.show_changes)?;
        Ok(if new == document.text { false.into() } else { given })
    }
}
