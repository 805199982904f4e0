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
        failure.hint = self.hint(text, &|mark| format!("line {}", mark.line));
        let Some(mark) = self.blamed() else { return failure };
        let line = text.lines().nth(mark.line.saturating_sub(1) as usize).map(str::to_owned);
        failure.at(Place {
            file: file.to_owned(),
            line: mark.line,
            column: mark.column,
            text: line,
            ..Place::default()
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

    /// Where to look: where it was noticed, or where the thing began that has no end.
    pub fn blamed(&self) -> Option<Mark> {
        if self.is_unclosed() { self.context_mark.or(self.mark) } else { self.mark }
    }

    fn is_unclosed(&self) -> bool {
        let within = |what: &str| self.context.as_deref().is_some_and(|context| context.contains(what));
        within("quoted scalar") && self.problem.contains("end of stream") || within("a flow ")
    }

    /// What to do about it, where that can be guessed. `place` says where a mark of the text is.
    pub fn hint(&self, text: &str, place: &dyn Fn(Mark) -> String) -> Option<String> {
        let lines: Vec<&str> = text.lines().collect();
        let at = self.mark.map_or(0, |mark| mark.line.max(1) as usize - 1);
        let line = lines.get(at).copied().unwrap_or_default();
        let tab = line.trim_start_matches(' ').starts_with('\t');
        let is = |problem: &str| self.problem.starts_with(problem);
        let hint = if is("found unacceptable key") && line.contains("{{") {
            "this looks like Jinja that was not rendered, or like a double curly brace; quote the value"
        } else if is("found unacceptable key") {
            "text that starts with { or [ must be in quotes"
        } else if tab && self.kind == ErrorKind::Scanner {
            "the line is indented with a tab; YAML takes spaces only"
        } else if is("mapping values are not allowed in this context") {
            return Some(self.colon(&lines[..at.min(lines.len())], line, place));
        } else if self.problem.contains("cannot start any token") {
            "quote the value: text that starts with @, ` or % must be in quotes"
        } else if is("found conflicting ID") {
            let earlier = earlier(&lines[..at.min(lines.len())], line)?;
            return Some(format!("{} has the same key; join the two, or rename one", place(earlier)));
        } else if self.is_unclosed() && self.problem.contains("end of stream") {
            "the quote that opens here is not closed"
        } else if self.is_unclosed() {
            "the bracket that opens here is not closed"
        } else if is("did not find expected key") || is("did not find expected '-' indicator") {
            "indent the line as far as the lines that it belongs with"
        } else if is("could not find expected ':'") {
            "write `key: value`, with a space after the colon"
        } else if is("could not determine a constructor for the tag") {
            "quote the value: text that starts with ! must be in quotes"
        } else if is("found undefined alias") {
            "quote the value: text that starts with * must be in quotes; an alias needs its anchor before it"
        } else {
            return None;
        };
        Some(hint.to_owned())
    }

    /// A colon where none may be: the line before may lack its own.
    fn colon(&self, before: &[&str], line: &str, place: &dyn Fn(Mark) -> String) -> String {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let last = before.iter().rposition(|line| !line.trim().is_empty());
        let owner = last.filter(|&at| indent(before[at]) < indent(line) && !before[at].contains(':'));
        if let Some(number) = owner.and_then(|at| u32::try_from(at + 1).ok()) {
            return format!("{} needs a colon at its end", place(Mark { line: number, column: 1 }));
        }
        let column = self.mark.map_or(0, |mark| mark.column.max(1) as usize - 1);
        let before: String = line.chars().take(column).collect();
        if before.contains(": ") {
            "quote the value: it contains a colon followed by a space".into()
        } else {
            "the line is indented deeper than the one above it, which has a value already".into()
        }
    }
}

/// The first line with the key of a line, at the same depth.
fn earlier(before: &[&str], line: &str) -> Option<Mark> {
    let key = &line[..=line.find(':')?];
    let at = before.iter().position(|line| line.starts_with(key))?;
    Some(Mark { line: u32::try_from(at + 1).ok()?, column: 0 })
}
