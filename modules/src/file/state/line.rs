//! `file.line`.

use std::path::{Path, PathBuf};

use halite_common::declare::Text;
use halite_states::{
    declare::{Act, Ask, ModuleError, Outcome, State, Verdict},
    host::WriteOptions,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::replace::{Plan, yes};
use crate::file::{
    backup,
    document::{Document, complaint},
    edit::line::{Line as Edit, edit},
    mode::Mode,
    owner::Wanted,
    place,
};

/// Edits one line of a file: inserts, replaces, removes or ensures it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    /// Path of the file.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
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
    /// The line to insert before: a regular expression, or a part of it.
    #[serde(default)]
    before: Option<Text>,
    /// The line to insert after: a regular expression, or a part of it.
    #[serde(default)]
    after: Option<Text>,
    /// Shows the difference in the changes.
    #[serde(default = "yes")]
    show_changes: bool,
    /// Keeps a copy of the old file, named after the time.
    #[serde(default)]
    backup: bool,
    /// Is content where the file cannot be edited.
    #[serde(default)]
    quiet: bool,
    /// Indents the line as its neighbour is.
    #[serde(default = "yes")]
    indent: bool,
    /// Makes the file if it is missing.
    #[serde(default)]
    create: bool,
    /// Owner.
    #[serde(default)]
    user: Option<Text>,
    /// Group.
    #[serde(default)]
    group: Option<Text>,
    /// Mode of the file.
    #[serde(default)]
    file_mode: Option<Mode>,
}

/// What is to be done.
pub(crate) enum ToDo {
    /// The file is made first.
    Create(PathBuf),
    /// The text is another; owner and mode may be too.
    Edit(Plan),
}

impl State for Line {
    const NAME: &'static str = "file.line";
    type Plan = ToDo;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<ToDo>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        if self.create && name.starts_with('/') && !ask.probe.exists(Path::new(&name)) && !ask.facts.test() {
            return Ok(Verdict::Change(ToDo::Create(name.into())));
        }
        if let Some(complaint) = complaint(ask, &name, Self::NAME).or_else(|| self.contradiction()) {
            return Ok(Verdict::failed(complaint));
        }
        let plan = self.plan(ask, PathBuf::from(&name))?;
        let wanted = self.wanted(ask)?;
        let owned = wanted.at(ask.probe, Path::new(&name), true).map_err(ModuleError::file("read", &name))?;
        // Salt sets owner and mode without telling; so the file only counts as in place if they are right too.
        if plan.new == plan.document.text && (owned.is_empty() || ask.facts.test()) {
            return Ok(Verdict::in_place("No changes needed to be made"));
        }
        Ok(Verdict::Change(ToDo::Edit(plan)))
    }

    fn describe(&self, _: &Ask<'_>, todo: &ToDo) -> Outcome {
        match todo {
            ToDo::Create(path) => Outcome::failed(format!("{}: file not found", path.display())),
            ToDo::Edit(plan) => Outcome::changed(plan.changes(self.show_changes), "Changes would be made"),
        }
    }

    fn apply(&self, act: &Act<'_>, todo: ToDo) -> Result<Outcome, ModuleError> {
        let plan = match todo {
            ToDo::Edit(plan) => plan,
            ToDo::Create(path) => {
                let made = act.host.write(&path, b"", &WriteOptions::default());
                made.map_err(ModuleError::file("make", &path))?;
                if let Some(complaint) = self.contradiction() {
                    return Ok(Outcome::failed(complaint));
                }
                self.plan(&act.ask(), path)?
            }
        };
        let path = &plan.document.path;
        let set = self.wanted(&act.ask())?.set(act.host, path, true);
        set.map_err(ModuleError::file("set owner and mode of", path))?;
        if plan.new == plan.document.text {
            return Ok(Outcome::in_place("No changes needed to be made"));
        }
        let stamp = backup::local(act.host.now()).strftime(".%Y-%m-%d-%H-%M-%S").to_string();
        plan.carry_out(act, if self.backup { &stamp } else { "" })?;
        Ok(Outcome::changed(plan.changes(self.show_changes), "Changes were made"))
    }
}

impl Line {
    fn contradiction(&self) -> Option<String> {
        match self.mode.as_deref() {
            None => Some("Mode was not defined. How to process the file?".into()),
            Some(mode) if !mode.eq_ignore_ascii_case("delete") && self.content.is_none() => {
                Some("Content can only be empty if mode is ['delete']".into())
            }
            Some(_) => None,
        }
    }

    fn wanted(&self, ask: &Ask<'_>) -> Result<Wanted, ModuleError> {
        Wanted::find(ask.probe, self.user.as_ref(), self.group.as_ref(), self.file_mode)
    }

    fn plan(&self, ask: &Ask<'_>, named: PathBuf) -> Result<Plan, ModuleError> {
        if !ask.probe.is_file(&named) && !self.quiet {
            let name = named.display();
            return Err(ModuleError::failed(format!("File \"{name}\" does not exists or is not a file.")));
        }
        let mode = self.mode.as_deref().unwrap_or_default().to_lowercase();
        let line = Edit {
            content: self.content.as_deref(),
            pattern: self.r#match.as_deref(),
            mode: &mode,
            location: self.location.as_deref(),
            before: self.before.as_deref(),
            after: self.after.as_deref(),
            indent: self.indent,
        };
        let document = Document::read(ask.probe, &named)?;
        let new = edit(&document.text, &line)?;
        Ok(Plan { named, document, new })
    }
}
