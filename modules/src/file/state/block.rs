//! `file.blockreplace`.

use halite_common::{
    declare::{OneOrMany, Text},
    value::Value,
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    accumulated,
    append::jinja,
    replace::{Plan, bak, yes},
    texts::Texts,
};
use crate::file::{
    document::{Document, backup_ending, complaint},
    edit::block::{Block, Missing, replace},
    place,
};

/// Ensures what stands between two marked lines of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlockReplace {
    /// Path of the file.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// What the line before the block contains.
    #[serde(default = "start")]
    marker_start: Text,
    /// What the line after the block contains.
    #[serde(default = "end")]
    marker_end: Text,
    /// A template that gives content.
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
    /// Shows the difference in the changes.
    #[serde(default = "yes")]
    show_changes: bool,
    /// Ends the content with a line end; without it, only if it has none.
    #[serde(default)]
    append_newline: Option<bool>,
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

impl State for BlockReplace {
    const NAME: &'static str = "file.blockreplace";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        if let Some(complaint) = complaint(ask, &name, Self::NAME) {
            return Ok(Verdict::failed(complaint));
        }
        let content = match self.all_content(ask, &name) {
            Ok(content) => content,
            Err(complaint) => return Ok(Verdict::failed(complaint)),
        };
        match self.plan(ask, &name, &content) {
            Ok(plan) if plan.new == plan.document.text => {
                Ok(Verdict::in_place("No changes needed to be made"))
            }
            Ok(plan) => Ok(Verdict::Change(plan)),
            Err(error) => Ok(Verdict::failed(format!(
                "Encountered error managing block: {error}. See the log for details."
            ))),
        }
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        Outcome::changed(plan.changes(self.show_changes), "Changes would be made")
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        plan.carry_out(act, &backup_ending(&self.backup))?;
        Ok(Outcome::changed(plan.changes(self.show_changes), "Changes were made"))
    }
}

impl BlockReplace {
    fn all_content(&self, ask: &Ask<'_>, name: &str) -> Result<String, String> {
        let mut content = self.content.0.clone();
        for line in accumulated::of(ask, name) {
            if !content.is_empty() {
                content.push('\n');
            }
            content.push_str(&line);
        }
        if self.source.is_some() || !self.sources.0.is_empty() {
            let texts = Texts {
                text: &Value::Null,
                source: self.source.as_ref(),
                source_hash: self.source_hash.as_ref(),
                sources: &self.sources.0,
                source_hashes: &self.source_hashes.0,
                template: &self.template,
                defaults: &self.defaults,
                context: &self.context,
            };
            content.push_str(&texts.gather(ask)?.concat());
        }
        Ok(content)
    }

    fn plan(&self, ask: &Ask<'_>, name: &str, content: &str) -> Result<Plan, ModuleError> {
        let block = Block {
            start: &self.marker_start,
            end: &self.marker_end,
            content,
            newline: self.append_newline,
            missing: Missing::read(
                self.append_if_not_found,
                self.prepend_if_not_found,
                self.insert_before_match.as_deref(),
                self.insert_after_match.as_deref(),
            )?,
        };
        let document = Document::read_text(ask.probe, name.as_ref())?;
        let new = replace(&document.text, &block)?;
        Ok(Plan { named: name.into(), document, new })
    }
}
