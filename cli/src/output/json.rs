//! `json`: as Python's `json.dumps` prints it.

use std::io;

use halite_common::value::Value;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::tame::commands;

/// Prints a value: four spaces by default, on one line where `indent` is negative.
pub(super) fn format(value: &Value, indent: Option<i64>) -> String {
    let mut out = Vec::new();
    let json = value.to_json();
    let written = match indent.map(usize::try_from) {
        Some(Err(_)) => json.serialize(&mut Serializer::with_formatter(&mut out, OneLine)),
        width => {
            let spaces = " ".repeat(width.and_then(Result::ok).unwrap_or(4));
            let pretty = PrettyFormatter::with_indent(spaces.as_bytes());
            json.serialize(&mut Serializer::with_formatter(&mut out, pretty))
        }
    };
    written.expect("JSON data is written to memory");
    escaped(&String::from_utf8_lossy(&out))
}

/// Escapes what JSON lets through and terminals obey; it can only stand in texts.
fn escaped(json: &str) -> String {
    if !json.contains(commands) {
        return json.to_owned();
    }
    let escape = |c: char| if commands(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    json.chars().map(escape).collect()
}

/// Python's separators: `, ` and `: `.
struct OneLine;

impl Formatter for OneLine {
    fn begin_array_value<W: io::Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::format;

    #[test]
    fn json_is_spaced_as_by_python() {
        let value = Value::from_json(r#"{"a":[1,{}],"b":"é"}"#).unwrap();
        assert_eq!(format(&value, Some(-1)), r#"{"a": [1, {}], "b": "é"}"#);
        assert_eq!(format(&Value::from_json(r#"{"a":1}"#).unwrap(), None), "{\n    \"a\": 1\n}");
    }
}
