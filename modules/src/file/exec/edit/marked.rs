//! `file.blockreplace` and `file.comment_line`.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::finish::{bak, finish, missing, path_of, yes};
use crate::file::{
    document::{Document, backup_ending},
    edit::{block, comment},
};

/// Replaces what stands between two marked lines of a file, and gives the difference.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlockReplace {
    /// The path.
    path: Text,
    /// What the line before the block contains.
    #[serde(default = "start")]
    marker_start: Text,
    /// What the line after the block contains.
    #[serde(default = "end")]
    marker_end: Text,
    /// The content.
    #[serde(default)]
    content: Text,
    /// Adds the block at the end where it is missing.
    #[serde(default)]
    append_if_not_found: bool,
    /// Adds the block at the beginning where it is missing.
    #[serde(default)]
    prepend_if_not_found: bool,
    /// What the name of the copy of the old file ends in; `False` keeps none.
    #[serde(default = "bak")]
    backup: Value,
    /// Changes nothing.
    #[serde(default)]
    dry_run: bool,
    /// Gives the difference; otherwise whether there is one.
    #[serde(default = "yes")]
    show_changes: bool,
    /// Ends the content with a line end.
    #[serde(default)]
    append_newline: bool,
    /// Adds a missing block before the first line that this regular expression matches.
    #[serde(default)]
    insert_before_match: Option<Text>,
    /// Adds a missing block after the first line that this regular expression matches.
    #[serde(default)]
    insert_after_match: Option<Text>,
}

fn start() -> Text {
    "#-- start managed zone --".into()
}

fn end() -> Text {
    "#-- end managed zone --".into()
}

impl Function for BlockReplace {
    const NAME: &'static str = "file.blockreplace";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let path = path_of(act, &self.path);
        if !act.host.exists(&path) {
            return Err(missing(&path));
        }
        let before = self.insert_before_match.as_deref();
        let after = self.insert_after_match.as_deref();
        let document = Document::read_text(act.host.as_probe(), &path)?;
        let how = block::Block {
            start: &self.marker_start,
            end: &self.marker_end,
            content: &self.content,
            newline: Some(self.append_newline),
            missing: block::Missing::read(
                self.append_if_not_found,
                self.prepend_if_not_found,
                before,
                after,
            )?,
        };
        let new = block::replace(&document.text, &how)?;
        finish(act, &document, &path, &new, &backup_ending(&self.backup), self.dry_run, self.show_changes)
    }
}

/// Comments lines out or in, and gives the difference.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommentLine {
    /// The path.
    path: Text,
    /// The regular expression, matched from the beginning of lines.
    regex: Text,
    /// What begins a comment.
    #[serde(default = "hash", rename = "char")]
    mark: Text,
    /// Comments out; otherwise in.
    #[serde(default = "yes")]
    cmnt: bool,
    /// What the name of the copy of the old file ends in; `False` keeps none.
    #[serde(default = "bak")]
    backup: Value,
}

fn hash() -> Text {
    "#".into()
}

impl Function for CommentLine {
    const NAME: &'static str = "file.comment_line";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let path = path_of(act, &self.path);
        if !act.host.is_file(&path) {
            return Err(missing(&path));
        }
        let document = Document::read_text(act.host.as_probe(), &path)?;
        let new = comment::change(&document.text, &self.regex, &self.mark, self.cmnt)?;
        if new == document.text {
            return Ok(false.into());
        }
        finish(act, &document, &path, &new, &backup_ending(&self.backup), false, true)
    }
}
