//! `slsutil.banner` and `slsutil.boolstr`.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

const TITLE: &str = "THIS FILE IS MANAGED BY SALT - DO NOT EDIT";
const TEXT: &str = "The contents of this file are managed by Salt. Any changes to this file may be overwritten \
                    automatically and without warning.";

fn wide() -> usize {
    72
}

fn hash() -> Text {
    "#".into()
}

fn title() -> Text {
    TITLE.into()
}

fn text() -> Text {
    TEXT.into()
}

/// Gives a comment in a frame, for the head of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Banner {
    /// Width of the frame.
    #[serde(default = "wide")]
    width: usize,
    /// What begins a comment.
    #[serde(default = "hash")]
    commentchar: Text,
    /// What the frame is made of.
    #[serde(default = "hash")]
    borderchar: Text,
    /// A line before it.
    #[serde(default)]
    blockstart: Option<Text>,
    /// A line after it.
    #[serde(default)]
    blockend: Option<Text>,
    /// The title.
    #[serde(default = "title")]
    title: Text,
    /// The text.
    #[serde(default = "text")]
    text: Text,
    /// Ends it with a line end.
    #[serde(default)]
    newline: bool,
}

impl Function for Banner {
    const NAME: &'static str = "slsutil.banner";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        let comment = &self.commentchar.0;
        let (left, right) = (comment.trim_end(), comment.trim());
        let (left_gutter, right_gutter) = (format!("{left} "), format!(" {right}"));
        let inner = self.width.saturating_sub(left_gutter.chars().count() + right_gutter.chars().count());
        if inner == 0 {
            return Err(ModuleError::failed("Width is too small to render banner"));
        }
        let border: String = self.borderchar.chars().take(1).collect();
        let border = border.repeat(self.width.saturating_sub(left.chars().count() + right.chars().count()));
        let border = format!("{comment}{border}{right}");
        let gap = " ".repeat(self.width.saturating_sub(comment.chars().count() * 2));
        let gap = format!("{comment}{gap}{comment}");
        let mut lines: Vec<String> = self.blockstart.iter().map(|line| line.0.clone()).collect();
        lines.extend([border.clone(), gap.clone()]);
        lines.extend(
            wrap(&self.title, inner)
                .iter()
                .map(|line| format!("{left_gutter}{}{right_gutter}", centred(line, inner))),
        );
        lines.push(gap);
        lines.extend(
            wrap(&self.text, inner).iter().map(|line| format!("{left_gutter}{line:<inner$}{right_gutter}")),
        );
        lines.push(border);
        lines.extend(self.blockend.iter().map(|line| line.0.clone()));
        Ok(lines.join("\n") + if self.newline { "\n" } else { "" })
    }
}

/// Centred as Python does: an odd space goes left where the width is odd.
fn centred(line: &str, width: usize) -> String {
    let room = width.saturating_sub(line.chars().count());
    let left = room / 2 + (room & width & 1);
    format!("{}{line}{}", " ".repeat(left), " ".repeat(room - left))
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Gives one of two texts for a truth value.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BoolStr {
    /// The truth value.
    value: Value,
    /// The text for true.
    #[serde(default = "yes", rename = "true")]
    yes: Text,
    /// The text for false.
    #[serde(default = "no", rename = "false")]
    no: Text,
}

fn yes() -> Text {
    "true".into()
}

fn no() -> Text {
    "false".into()
}

impl Function for BoolStr {
    const NAME: &'static str = "slsutil.boolstr";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(if self.value.is_truthy() { self.yes.0 } else { self.no.0 })
    }
}
