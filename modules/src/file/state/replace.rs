//! `file.replace`.

use std::path::PathBuf;

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{
    document::{Document, backup_ending, complaint},
    edit::replace::{Missing, Replacement, replace},
    place,
    regex::Flags,
};

/// Replaces what a regular expression matches in a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replace {
    /// Path of the file.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// The regular expression, in Python's dialect.
    pattern: Text,
    /// What to put there; `\1` and `\g<name>` stand for groups.
    repl: Text,
    /// How many matches to replace; 0 is all.
    #[serde(default)]
    count: usize,
    /// Flags of the expression: a number, a name such as `IGNORECASE`, or a list of names; without it, `MULTILINE`.
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
    /// Shows the difference in the changes.
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
}

pub(super) fn yes() -> bool {
    true
}

pub(super) fn bak() -> Value {
    ".bak".into()
}

/// The new text of a file.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) named: PathBuf,
    pub(super) document: Document,
    pub(super) new: String,
}

impl State for Replace {
    const NAME: &'static str = "file.replace";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        match complaint(ask, &name, Self::NAME) {
            Some(missing) if self.ignore_if_missing && missing.contains("file not found") => {
                return Ok(Verdict::in_place("No changes needed to be made"));
            }
            Some(complaint) => return Ok(Verdict::failed(complaint)),
            None => {}
        }
        let missing = match (self.append_if_not_found, self.prepend_if_not_found) {
            (true, true) => {
                return Err(ModuleError::Usage(
                    "Only one of append and prepend_if_not_found is permitted".into(),
                ));
            }
            (true, _) => Missing::Append,
            (_, true) => Missing::Prepend,
            _ => Missing::Leave,
        };
        let document = Document::read_in(ask.probe, name.as_ref(), self.encoding.as_deref())?;
        let new = replace(
            &document.text,
            &Replacement {
                pattern: &self.pattern,
                repl: &self.repl,
                count: self.count,
                flags: Flags::read(&self.flags)?,
                literal: self.backslash_literal,
                missing,
                not_found_content: self.not_found_content.as_deref(),
            },
        )?;
        if new == document.text {
            return Ok(Verdict::in_place("No changes needed to be made"));
        }
        Ok(Verdict::Change(Plan { named: name.into(), document, new }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        Outcome::changed(plan.changes(self.show_changes), "Changes would have been made")
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        plan.carry_out(act, &backup_ending(&self.backup))?;
        Ok(Outcome::changed(plan.changes(self.show_changes), "Changes were made"))
    }
}

impl Plan {
    pub(super) fn changes(&self, show: bool) -> Dict {
        Dict::from([("diff", self.document.difference(&self.new, show))])
    }

    pub(super) fn carry_out(&self, act: &Act<'_>, backup: &str) -> Result<(), ModuleError> {
        self.document.back_up(act, &self.named, backup)?;
        self.document.write(act, &self.new)
    }
}
