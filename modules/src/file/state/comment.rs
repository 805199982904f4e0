//! `file.comment` and `file.uncomment`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::replace::{Plan, bak};
use crate::file::{
    document::{Document, backup_ending, complaint},
    edit::comment::{
        Standing, change, is_commented, is_uncommented, standing_for_comment, standing_for_uncomment,
        unanchored,
    },
    place,
};

/// Comments out the lines that a regular expression matches.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Comment {
    /// Path of the file.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// The regular expression, matched from the beginning of lines.
    regex: Text,
    /// What begins a comment.
    #[serde(default = "hash", rename = "char")]
    mark: Text,
    /// What the name of the copy of the old file ends in; `False` keeps none.
    #[serde(default = "bak")]
    backup: Value,
    /// Is content where no line matches.
    #[serde(default)]
    ignore_missing: bool,
}

/// Takes the comment off the lines that a regular expression matches behind it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Uncomment {
    /// Path of the file.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// The regular expression, matched after the comment's mark.
    regex: Text,
    /// What begins a comment.
    #[serde(default = "hash", rename = "char")]
    mark: Text,
    /// What the name of the copy of the old file ends in; `False` keeps none.
    #[serde(default = "bak")]
    backup: Value,
}

fn hash() -> Text {
    "#".into()
}

impl State for Comment {
    const NAME: &'static str = "file.comment";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        if let Some(complaint) = complaint(ask, &name, Self::NAME) {
            return Ok(Verdict::failed(complaint));
        }
        let document = Document::read_text(ask.probe, name.as_ref())?;
        match standing_for_comment(&document.text, &self.regex, &self.mark)? {
            Standing::Done => Ok(Verdict::in_place("Pattern already commented")),
            Standing::NotFound if self.ignore_missing => {
                Ok(Verdict::in_place("Pattern not found and ignore_missing set to True"))
            }
            Standing::NotFound => {
                Ok(Verdict::failed(format!("{}: Pattern not found", unanchored(&self.regex))))
            }
            Standing::ToDo => {
                let new = change(&document.text, &self.regex, &self.mark, true)?;
                Ok(Verdict::Change(Plan { named: name.into(), document, new }))
            }
        }
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        updated(plan)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let done = is_commented(&plan.new, &self.regex, &self.mark)?;
        let comments = ["Commented lines successfully", "Expected commented lines not found"];
        carry_out(act, &plan, &self.backup, done, comments)
    }
}

impl State for Uncomment {
    const NAME: &'static str = "file.uncomment";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        if let Some(complaint) = complaint(ask, &name, Self::NAME) {
            return Ok(Verdict::failed(complaint));
        }
        let document = Document::read_text(ask.probe, name.as_ref())?;
        match standing_for_uncomment(&document.text, &self.regex, &self.mark)? {
            Standing::Done => Ok(Verdict::in_place("Pattern already uncommented")),
            Standing::NotFound => Ok(Verdict::failed(format!("{}: Pattern not found", self.regex))),
            Standing::ToDo => {
                let new = change(&document.text, &self.regex, &self.mark, false)?;
                Ok(Verdict::Change(Plan { named: name.into(), document, new }))
            }
        }
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        updated(plan)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let done = is_uncommented(&plan.new, &self.regex)?;
        let comments = ["Uncommented lines successfully", "Expected uncommented lines not found"];
        carry_out(act, &plan, &self.backup, done, comments)
    }
}

fn updated(plan: &Plan) -> Outcome {
    let name = plan.named.display().to_string();
    let comment = format!("File {name} is set to be updated");
    Outcome::changed(Dict::from([(name, "updated")]), comment)
}

fn carry_out(
    act: &Act<'_>,
    plan: &Plan,
    backup: &Value,
    done: bool,
    [well, badly]: [&str; 2],
) -> Result<Outcome, ModuleError> {
    let mut changes = Dict::new();
    if plan.new != plan.document.text {
        plan.carry_out(act, &backup_ending(backup))?;
        changes = plan.changes(true);
    }
    Ok(match done {
        true => Outcome::changed(changes, well),
        false => Outcome { changes, ..Outcome::failed(badly) },
    })
}
