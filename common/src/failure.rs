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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// How the file came in: the includes and imports, outermost first.
    #[serde(default)]
    pub chain: Vec<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)?;
        if self.column > 0 {
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
}

impl Failure {
    /// Makes a failure of a kind and a sentence.
    pub fn new(kind: Kind, message: impl Into<String>) -> Failure {
        Failure { kind, message: message.into(), hint: None, place: None }
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

/// Shows the sentence, the place with its line and a caret, and the hint.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(place) = &self.place {
            write!(f, "\n  in {place}")?;
            for link in place.chain.iter().rev() {
                write!(f, "\n  from {link}")?;
            }
            if let Some(text) = &place.text {
                let number = place.line.to_string();
                write!(f, "\n  {number} | {text}")?;
                if place.column > 0 {
                    let indent = " ".repeat(number.len() + 2 + place.column as usize);
                    write!(f, "\n  {indent}^")?;
                }
            }
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nHint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

/// Suggests the nearest of the known names: ``did you mean `require`?``, if one is near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(name.len()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let known = ["require", "require_in", "watch"];
        assert_eq!(nearest("requier", known), Some("require"));
        assert_eq!(nearest("wach", known), Some("watch"));
        assert_eq!(nearest("banana", known), None);
    }
}
