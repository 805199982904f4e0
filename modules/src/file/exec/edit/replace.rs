//! `file.replace`.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::finish::{bak, finish, missing, path_of, yes};
use crate::file::{
    document::{Document, backup_ending},
    edit::replace,
    regex::Flags,
};

/// Replaces what a regular expression matches in a file, and gives the difference.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replace {
    /// The path.
    path: Text,
    /// The regular expression, in Python's dialect.
    pattern: Text,
    /// What to put there; `\1` and `\g<name>` stand for groups.
    repl: Text,
    /// How many matches to replace; 0 is all.
    #[serde(default)]
    count: usize,
    /// Flags of the expression: a number, a name, or a list of names; without it, `MULTILINE`.
    #[serde(default)]
    flags: Value,
    /// Taken for Salt's sake; a file is always read as a whole.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    bufsize: Value,
    /// Adds a line at the end where nothing matches.
    #[serde(default)]
    append_if_not_found: bool,
    /// Adds a line at the beginning where nothing matches.
    #[serde(default)]
    prepend_if_not_found: bool,
    /// The line to add, if it is not `repl`.
    #[serde(default)]
    not_found_content: Option<Text>,
    /// What the name of the copy of the old file ends in; `False` keeps none.
    #[serde(default = "bak")]
    backup: Value,
    /// Changes nothing.
    #[serde(default)]
    dry_run: bool,
    /// Only tells whether the expression matches.
    #[serde(default)]
    search_only: bool,
    /// Gives the difference; otherwise whether there is one.
    #[serde(default = "yes")]
    show_changes: bool,
    /// Is content where the file is missing.
    #[serde(default)]
    ignore_if_missing: bool,
    /// Takes backslashes in `repl` as they are.
    #[serde(default)]
    backslash_literal: bool,
    /// The encoding of the file: `utf-8`, `latin-1`, `utf-16`, `utf-16-le` or `utf-16-be`.
    #[serde(default)]
    encoding: Option<Text>,
    /// Taken for Salt's sake: a file is replaced at once, and its owner and mode kept.
    #[serde(default, rename = "preserve_inode")]
    _preserve_inode: Option<bool>,
}

impl Function for Replace {
    const NAME: &'static str = "file.replace";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let path = path_of(act, &self.path);
        if !act.host.exists(&path) {
            return if self.ignore_if_missing { Ok(false.into()) } else { Err(missing(&path)) };
        }
        let document = Document::read_in(act.host.as_probe(), &path, self.encoding.as_deref())?;
        let flags = Flags::read(&self.flags)?;
        if self.search_only {
            let found = crate::file::regex::Expression::new(&self.pattern, flags)?.is_in(&document.text)?;
            return Ok(found.into());
        }
        let missing = match (self.append_if_not_found, self.prepend_if_not_found) {
            (true, true) => {
                return Err(ModuleError::Usage(
                    "Only one of append and prepend_if_not_found is permitted".into(),
                ));
            }
            (true, _) => replace::Missing::Append,
            (_, true) => replace::Missing::Prepend,
            _ => replace::Missing::Leave,
        };
        let how = replace::Replacement {
            pattern: &self.pattern,
            repl: &self.repl,
            count: self.count,
            flags,
            literal: self.backslash_literal,
            missing,
            not_found_content: self.not_found_content.as_deref(),
        };
        let new = replace::replace(&document.text, &how)?;
        finish(act, &document, &path, &new, &backup_ending(&self.backup), self.dry_run, self.show_changes)
    }
}
