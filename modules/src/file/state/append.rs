//! `file.append` and `file.prepend`.

use std::path::{Path, PathBuf};

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Ask, ModuleError, Outcome, State, Verdict},
    host::WriteOptions,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{replace::yes, texts};
use crate::file::{
    diff,
    document::{Document, complaint},
    edit::append::{append, missing_lines, prepend},
    place, text,
    tree::make_dirs,
};

/// Ensures that texts are in a file; what is missing is added at its end.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Append {
    /// Path of the file.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// The text, or a list of texts.
    #[serde(default)]
    text: Value,
    /// Makes the folders above the file.
    #[serde(default)]
    makedirs: bool,
    /// A template that gives the text.
    #[serde(default)]
    source: Option<Text>,
    /// What the template must hash to.
    #[serde(default)]
    source_hash: Option<Text>,
    /// Engine of the templates.
    #[serde(default = "jinja")]
    template: Text,
    /// Several templates.
    #[serde(default)]
    sources: OneOrMany<Text>,
    /// What they must hash to.
    #[serde(default)]
    source_hashes: OneOrMany<Text>,
    /// Names for the templates.
    #[serde(default)]
    defaults: Value,
    /// Names for the templates, over `defaults`.
    #[serde(default)]
    context: Value,
    /// Finds a text whatever white space is between its words; otherwise texts are regular expressions.
    #[serde(default = "yes")]
    ignore_whitespace: bool,
    /// Shows the difference in the changes.
    #[serde(default = "yes")]
    show_changes: bool,
}

/// Ensures that texts are in a file; what is missing is added at its beginning.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prepend {
    /// Path of the file.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// The text, or a list of texts.
    #[serde(default)]
    text: Value,
    /// Makes the folders above the file.
    #[serde(default)]
    makedirs: bool,
    /// A template that gives the text.
    #[serde(default)]
    source: Option<Text>,
    /// What the template must hash to.
    #[serde(default)]
    source_hash: Option<Text>,
    /// Engine of the templates.
    #[serde(default = "jinja")]
    template: Text,
    /// Several templates.
    #[serde(default)]
    sources: OneOrMany<Text>,
    /// What they must hash to.
    #[serde(default)]
    source_hashes: OneOrMany<Text>,
    /// Names for the templates.
    #[serde(default)]
    defaults: Value,
    /// Names for the templates, over `defaults`.
    #[serde(default)]
    context: Value,
    /// Ensures that the file begins with the texts, wherever else they are.
    #[serde(default)]
    header: bool,
    /// Shows the difference in the changes.
    #[serde(default = "yes")]
    show_changes: bool,
}

pub(super) fn jinja() -> Text {
    "jinja".into()
}

/// Lines to be added.
#[derive(Debug)]
pub(crate) struct Plan {
    path: PathBuf,
    /// Nothing where the file is to be made.
    document: Option<Document>,
    old: String,
    new: String,
    count: usize,
}

impl State for Append {
    const NAME: &'static str = "file.append";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let texts = texts::Texts {
            text: &self.text,
            source: self.source.as_ref(),
            source_hash: self.source_hash.as_ref(),
            sources: &self.sources.0,
            source_hashes: &self.source_hashes.0,
            template: &self.template,
            defaults: &self.defaults,
            context: &self.context,
        };
        let loose = self.ignore_whitespace;
        check(ask, &self.name, self.makedirs, Self::NAME, &texts, |old, chunks| {
            let lines = missing_lines(old, chunks, loose)?;
            Ok((append(old, &lines), lines.len()))
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        plan.describe(|plan| plan.loose_diff(self.show_changes))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        plan.write(act, self.makedirs)?;
        let changes = Dict::from([("diff", plan.loose_diff(self.show_changes))]);
        Ok(Outcome::changed(changes, format!("Appended {} lines", plan.count)))
    }
}

impl State for Prepend {
    const NAME: &'static str = "file.prepend";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let texts = texts::Texts {
            text: &self.text,
            source: self.source.as_ref(),
            source_hash: self.source_hash.as_ref(),
            sources: &self.sources.0,
            source_hashes: &self.source_hashes.0,
            template: &self.template,
            defaults: &self.defaults,
            context: &self.context,
        };
        let header = self.header;
        check(ask, &self.name, self.makedirs, Self::NAME, &texts, |old, chunks| {
            let lines = match header {
                true => chunks.iter().flat_map(|chunk| text::lines(chunk)).collect(),
                false => missing_lines(old, chunks, true)?,
            };
            let head: Vec<&str> = text::lines(old).into_iter().take(lines.len()).collect();
            if header && head == lines {
                return Ok((old.to_owned(), 0));
            }
            Ok((prepend(old, &lines), lines.len()))
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        plan.describe(|plan| plan.diff(self.show_changes))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        plan.write(act, self.makedirs)?;
        let changes = Dict::from([("diff", plan.diff(self.show_changes))]);
        Ok(Outcome::changed(changes, format!("Prepended {} lines", plan.count)))
    }
}

fn check(
    ask: &Ask<'_>,
    name: &str,
    makedirs: bool,
    state: &str,
    texts: &texts::Texts<'_>,
    edit: impl Fn(&str, &[String]) -> Result<(String, usize), ModuleError>,
) -> Result<Verdict<Plan>, ModuleError> {
    let name = place::expand(ask.probe, name);
    let path = PathBuf::from(&name);
    let missing = !ask.probe.exists(&path);
    match complaint(ask, &name, state) {
        Some(_) if missing && path.is_absolute() => {}
        Some(complaint) => return Ok(Verdict::failed(complaint)),
        None => {}
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    if missing && !makedirs && !ask.probe.is_dir(folder) && !ask.facts.test() {
        return Ok(Verdict::failed(format!("{name}: file not found")));
    }
    let document = if missing { None } else { Some(Document::read(ask.probe, &path)?) };
    let old = document.as_ref().map(|document| document.text.clone()).unwrap_or_default();
    let chunks = match texts.gather(ask) {
        Ok(chunks) => chunks,
        Err(complaint) => return Ok(Verdict::failed(complaint)),
    };
    let (new, count) = edit(&old, &chunks)?;
    if new == old && !missing {
        return Ok(Verdict::in_place(format!("File {name} is in correct state")));
    }
    Ok(Verdict::Change(Plan { path, document, old, new, count }))
}

impl Plan {
    fn describe(&self, diff: impl Fn(&Plan) -> Value) -> Outcome {
        let name = self.path.display().to_string();
        if self.document.is_none() {
            let comment = format!("File {name} is set to be created");
            return Outcome::changed(Dict::from([("new", name)]), comment);
        }
        Outcome::changed(Dict::from([("diff", diff(self))]), format!("File {name} is set to be updated"))
    }

    fn write(&self, act: &Act<'_>, makedirs: bool) -> Result<(), ModuleError> {
        if makedirs {
            make_dirs(act, self.path.parent().unwrap_or(Path::new("/")), &Default::default())?;
        }
        match &self.document {
            Some(document) => document.write(act, &self.new),
            None => {
                let made = act.host.write(&self.path, self.new.as_bytes(), &WriteOptions::default());
                made.map_err(ModuleError::file("make", &self.path))
            }
        }
    }

    fn hidden(&self, show: bool) -> Option<Value> {
        match &self.document {
            Some(document) if !document.is_text => Some("Replace binary file".into()),
            _ if !show => Some("<show_changes=False>".into()),
            _ => None,
        }
    }

    fn diff(&self, show: bool) -> Value {
        self.hidden(show).unwrap_or_else(|| diff::of_text(&self.old, &self.new).into())
    }

    /// Salt compares lines without their ends here, and joins what comes of it by line ends: the header gets two.
    fn loose_diff(&self, show: bool) -> Value {
        let lines = || diff::of_lines(&text::lines(&self.old), &text::lines(&self.new)).join("\n");
        self.hidden(show).unwrap_or_else(|| lines().into())
    }
}
