//! Why a text is not the YAML that Salt accepts.

use crate::failure::{Failure, Kind, Place};
use thiserror::Error;

use super::Mark;

/// Which stage refused the text, named as in PyYAML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A character that may not occur.
    Reader,
    /// Characters that make no token.
    Scanner,
    /// Tokens that make no document.
    Parser,
    /// An anchor, an alias or a second document.
    Composer,
    /// A value that cannot be built: a duplicate key, an unknown tag.
    Constructor,
    /// More depth or more nodes than are taken.
    Limit,
}

/// A text that is not the YAML that Salt accepts.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{problem}")]
pub struct YamlError {
    /// Which stage refused it.
    pub kind: ErrorKind,
    /// What is wrong, in PyYAML's words.
    pub problem: String,
    /// Where.
    pub mark: Option<Mark>,
    /// What was being read, in PyYAML's words: `while parsing a block mapping`.
    pub context: Option<String>,
    /// Where that began.
    pub context_mark: Option<Mark>,
}

impl YamlError {
    /// The failure that users see: the file, the line and its text, a hint.
    pub fn into_failure(self, kind: Kind, file: &str, text: &str) -> Failure {
        let mut failure = Failure::new(kind, self.problem.clone());
        failure.hint = self.hint(text).map(str::to_owned);
        let Some(mark) = self.mark else { return failure };
        let line = text.lines().nth(mark.line.saturating_sub(1) as usize).map(str::to_owned);
        failure.at(Place {
            file: file.to_owned(),
            line: mark.line,
            column: mark.column,
            text: line,
            chain: Vec::new(),
        })
    }

    pub(super) fn new(kind: ErrorKind, problem: impl Into<String>, mark: Mark) -> YamlError {
        YamlError { kind, problem: problem.into(), mark: Some(mark), context: None, context_mark: None }
    }

    pub(super) fn constructor(problem: impl Into<String>, mark: Mark) -> YamlError {
        YamlError::new(ErrorKind::Constructor, problem, mark)
    }

    pub(super) fn within(mut self, context: impl Into<String>, mark: Mark) -> YamlError {
        self.context = Some(context.into());
        self.context_mark = Some(mark);
        self
    }

    /// The whole of it as PyYAML prints it, over several lines.
    pub fn python_text(&self) -> String {
        let place =
            |mark: &Mark| format!("  in \"<unicode string>\", line {}, column {}", mark.line, mark.column);
        let mut lines = Vec::new();
        if let Some(context) = &self.context {
            lines.push(context.clone());
        }
        if let Some(mark) = &self.context_mark
            && self.mark != self.context_mark
        {
            lines.push(place(mark));
        }
        lines.push(self.problem.clone());
        lines.extend(self.mark.as_ref().map(place));
        lines.join("\n")
    }

    /// What to do about it, where that can be guessed.
    pub fn hint(&self, text: &str) -> Option<&'static str> {
        let line = self.mark.and_then(|mark| text.lines().nth(mark.line as usize - 1)).unwrap_or_default();
        let tab = line.trim_start_matches(' ').starts_with('\t');
        if self.problem.starts_with("found unacceptable key") && line.contains("{{") {
            Some("this looks like Jinja that was not rendered, or like a double curly brace; quote the value")
        } else if tab && self.kind == ErrorKind::Scanner {
            Some("the line is indented with a tab; YAML takes spaces only")
        } else if self.problem == "mapping values are not allowed in this context" {
            Some("quote the value if it contains a colon followed by a space, and check the indentation")
        } else if self.problem.contains("cannot start any token") {
            Some("quote the value: text that starts with @, ` or % must be in quotes")
        } else {
            None
        }
    }
}
