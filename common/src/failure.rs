//! What travels when something went wrong: a kind, one sentence, a hint, and the place in the source.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What sort of thing went wrong; [`crate::exit`] gives each its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A command line or an argument is wrong.
    Usage,
    /// A configuration file or option is wrong.
    Config,
    /// States could not be compiled.
    Compile,
    /// The pillar could not be compiled.
    Pillar,
    /// A state failed.
    State,
    /// A function does not exist here.
    NoFunction,
    /// A function ran and failed.
    Function,
    /// No minion matched, or none returned.
    NoReturn,
    /// Something was refused: a key, a permission.
    Denied,
    /// The other side is not there or does not answer.
    Unavailable,
    /// A peer broke the protocol.
    Protocol,
    /// A file or folder could not be read or written.
    Io,
    /// Our own fault.
    Internal,
}

/// A place in a file that a user wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file as the user knows it: a path or `salt://…`.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1; 0 where it is not known.
    #[serde(default)]
    pub column: u32,
    /// The text of that line, where it is at hand.
    #[serde(default)]
    pub text: Option<String>,
    /// What the line was rendered to, where that is what is wrong; the column is then a column of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered: Option<String>,
    /// How the file came in, outermost first: `included from salt://a.sls, line 2`.
    #[serde(default)]
    pub chain: Vec<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)?;
        if self.column > 0 && self.rendered.is_none() {
            write!(f, ", column {}", self.column)?;
        }
        Ok(())
    }
}

/// A failure as it is shown and sent. The chain of causes stays in the local log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What sort of failure.
    pub kind: Kind,
    /// One sentence, without a full stop.
    pub message: String,
    /// What to do about it.
    #[serde(default)]
    pub hint: Option<String>,
    /// Where in the user's files it lies.
    #[serde(default)]
    pub place: Option<Box<Place>>,
    /// Which part of a result it is about: the tag of a state. Without, it is about the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

impl Failure {
    /// Makes a failure of a kind and a sentence.
    pub fn new(kind: Kind, message: impl Into<String>) -> Failure {
        Failure { kind, message: message.into(), hint: None, place: None, about: None }
    }

    /// Adds ``did you mean `…`?`` where a known name is near.
    #[must_use]
    pub fn meant<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Failure {
        match nearest(name, known) {
            Some(near) => self.hint(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }

    /// Adds where it lies.
    #[must_use]
    pub fn at(mut self, place: Place) -> Failure {
        self.place = Some(Box::new(place));
        self
    }
}

impl Place {
    /// The place, how the file came in, and the line with a caret.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.to_string()];
        lines.extend(self.chain.iter().rev().cloned());
        let Some(text) = &self.text else { return lines };
        let number = self.line.to_string();
        let at = (self.column as usize).saturating_sub(1);
        let Some(rendered) = &self.rendered else {
            let (text, at) = excerpt(text, at);
            lines.push(format!("{number} | {text}"));
            lines.extend((self.column > 0).then(|| caret(&text, at, number.len())));
            return lines;
        };
        lines.push(format!("{number} | {}", excerpt(text, 0).0));
        let (text, at) = excerpt(rendered, at);
        lines.push(format!("{:>1$} | {text}", "=", number.len()));
        lines.extend((self.column > 0).then(|| caret(&text, at, number.len())));
        lines
    }
}

/// Characters of a line that are shown.
const SHOWN: usize = 160;

/// A line, or the part of a long one around the character at `at`, and where that character is in it.
fn excerpt(line: &str, at: usize) -> (String, usize) {
    let length = line.chars().count();
    if length <= SHOWN {
        return (line.to_owned(), at);
    }
    let start = at.min(length).saturating_sub(SHOWN / 2).min(length - SHOWN);
    let part: String = line.chars().skip(start).take(SHOWN).collect();
    let (before, after) = (if start > 0 { "…" } else { "" }, if start + SHOWN < length { "…" } else { "" });
    (format!("{before}{part}{after}"), at - start.min(at) + before.chars().count())
}

/// The line below, with a caret. Tabs stay tabs, so that it stands below its character.
fn caret(text: &str, at: usize, number_width: usize) -> String {
    let indent: String = text.chars().take(at).map(|c| if c == '\t' { c } else { ' ' }).collect();
    format!("{}{indent:<at$}^", " ".repeat(number_width + 3))
}

/// Shows the sentence, the place with its line and a caret, and the hint.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(place) = &self.place {
            write!(f, "\n  in {}", place.lines().join("\n  "))?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nHint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

/// The nearest of the known names, if one is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .filter_map(|candidate| distance(name, candidate).map(|distance| (distance, candidate)))
        // Of several that are as near, always the same: some callers have no order.
        .min()
        .map(|(_, candidate)| candidate)
}

/// How far apart two names are; `None` where they have too little in common. The module, folder or suffix that both
/// share does not count: `test.nope` is not near `test.true`.
fn distance(name: &str, candidate: &str) -> Option<usize> {
    let is_border = |byte: &u8| matches!(byte, b'.' | b'/' | b':');
    let shared = name.bytes().zip(candidate.bytes()).take_while(|(a, b)| a == b).count();
    let start = name.as_bytes()[..shared].iter().rposition(is_border).map_or(0, |at| at + 1);
    let (name, candidate) = (&name[start..], &candidate[start..]);
    let shared = name.bytes().rev().zip(candidate.bytes().rev()).take_while(|(a, b)| a == b).count();
    let end = name.as_bytes()[name.len() - shared..].iter().position(is_border).map_or(0, |at| shared - at);
    let name = name[..name.len() - end].to_lowercase();
    let candidate = candidate[..candidate.len() - end].to_lowercase();
    let (length, other) = (name.chars().count(), candidate.chars().count());
    let limit = match length.min(other) {
        0 | 1 => 0,
        2..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    // Each letter more is a step; most names are told apart by that alone.
    if length.abs_diff(other) > limit {
        return None;
    }
    Some(strsim::damerau_levenshtein(&name, &candidate)).filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::{Place, nearest};

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let text = format!("{}X{}", "a".repeat(1000), "b".repeat(1000));
        let place = Place { file: "f".into(), line: 7, column: 1001, text: Some(text), ..Place::default() };
        let lines = place.lines();
        assert_eq!(lines[1].chars().count(), "7 | ".len() + 162, "{}", lines[1]);
        let at = lines[2].find('^');
        assert_eq!(lines[1].chars().position(|c| c == 'X'), at);
    }

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let known = ["require", "require_in", "watch"];
        assert_eq!(nearest("requier", known), Some("require"));
        assert_eq!(nearest("wach", known), Some("watch"));
        assert_eq!(nearest("banana", known), None);
        let functions = ["test.true", "test.ping", "file.managed", "salt/web.conf"];
        assert_eq!(nearest("test.nope", functions), None);
        assert_eq!(nearest("test.pign", functions), Some("test.ping"));
        assert_eq!(nearest("flie.managed", functions), Some("file.managed"));
        assert_eq!(nearest("salt/Web.conf", functions), Some("salt/web.conf"));
        assert_eq!(nearest("x", ["y", "xy"]), None);
        assert_eq!(nearest("", [""]), Some(""));
    }
}
