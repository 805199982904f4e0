//! What is to be run: a line, or a program with its arguments.

use std::borrow::Cow;

use halite_common::value::Value;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};

/// A line as users type it, or a list of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CommandLine {
    /// One line.
    Line(String),
    /// A program and its arguments.
    Words(Vec<String>),
}

impl CommandLine {
    /// The first word, which is all that goes into logs.
    pub(super) fn first_word(&self) -> &str {
        match self {
            CommandLine::Line(line) => line.split_whitespace().next().unwrap_or_default(),
            CommandLine::Words(words) => words.first().map_or("", |word| word.trim()),
        }
    }

    /// The whole as one line.
    pub(super) fn joined(&self) -> Cow<'_, str> {
        match self {
            CommandLine::Line(line) => line.into(),
            CommandLine::Words(words) => words.join(" ").into(),
        }
    }
}

impl<'de> Deserialize<'de> for CommandLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::List(words) => Ok(CommandLine::Words(words.iter().map(Value::to_string).collect())),
            value @ (Value::Null | Value::Dict(_) | Value::Bytes(_)) => {
                Err(D::Error::custom(format_args!("expected a command, not {}", value.type_name())))
            }
            scalar => Ok(CommandLine::Line(scalar.to_string())),
        }
    }
}

impl JsonSchema for CommandLine {
    fn schema_name() -> Cow<'static, str> {
        "CommandLine".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "array"]})
    }
}

/// A quote or a backslash that is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SplitError {
    /// A quote.
    #[error("No closing quotation")]
    Quote,
    /// A backslash at the end.
    #[error("No escaped character")]
    Escape,
}

/// Splits a line into words as Python's `shlex.split` does: quotes and backslashes, nothing else of a shell.
pub(crate) fn split(line: &str) -> Result<Vec<String>, SplitError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => single_quoted(&mut chars, word.get_or_insert_default())?,
            '"' => double_quoted(&mut chars, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(chars.next().ok_or(SplitError::Escape)?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

fn single_quoted(chars: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), SplitError> {
    loop {
        match chars.next().ok_or(SplitError::Quote)? {
            '\'' => return Ok(()),
            c => word.push(c),
        }
    }
}

fn double_quoted(chars: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), SplitError> {
    loop {
        match chars.next().ok_or(SplitError::Quote)? {
            '"' => return Ok(()),
            '\\' => {
                let escaped = chars.next().ok_or(SplitError::Escape)?;
                if !matches!(escaped, '"' | '\\') {
                    word.push('\\');
                }
                word.push(escaped);
            }
            c => word.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SplitError, split};

    #[test]
    fn lines_split_as_shlex_does() {
        let check = |line: &str, expected: &[&str]| {
            assert_eq!(
                split(line).as_deref(),
                Ok(&*expected.iter().map(ToString::to_string).collect::<Vec<_>>()),
                "{line}"
            )
        };
        check("a  b\tc\n", &["a", "b", "c"]);
        check("echo 'a b' \"c d\"", &["echo", "a b", "c d"]);
        check(r#"x "a\"b\c" '\n' d\ e"#, &["x", r#"a"b\c"#, r"\n", "d e"]);
        check("a'b'\"c\" ''", &["abc", ""]);
        check("a | b > c $HOME #x", &["a", "|", "b", ">", "c", "$HOME", "#x"]);
        check("", &[]);
        assert_eq!(split("a 'b"), Err(SplitError::Quote));
        assert_eq!(split("a \\"), Err(SplitError::Escape));
    }
}
