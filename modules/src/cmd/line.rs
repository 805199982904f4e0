//! What is to be run: a line, or a program with its arguments.

use std::borrow::Cow;

pub(crate) use halite_common::program::split_words as split;
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
