//! `nested`: indented, one thing a line.

use halite_common::value::{Dict, Key, Value, float_repr};

use super::{Color, Palette};

/// Prints a value from a column on.
pub(super) fn format(value: &Value, palette: Palette, indent: usize) -> String {
    let mut nested = Nested { palette, lines: Vec::new() };
    nested.value(value, indent, "");
    nested.lines.join("\n")
}

struct Nested {
    palette: Palette,
    lines: Vec<String>,
}

impl Nested {
    fn line(&mut self, indent: usize, color: Color, prefix: &str, text: &str, suffix: &str) {
        let (begin, end) = (self.palette.begin(color), self.palette.end());
        self.lines.push(format!("{:indent$}{begin}{prefix}{text}{end}{suffix}", ""));
    }

    fn value(&mut self, value: &Value, indent: usize, prefix: &str) {
        match value {
            Value::Null | Value::Bool(_) | Value::Int(_) => {
                self.line(indent, Color::LightYellow, prefix, &value.to_string(), "");
            }
            Value::Float(f) => self.line(indent, Color::LightYellow, prefix, &float_repr(*f), ""),
            Value::Str(text) => self.text(text, indent, prefix),
            Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => self.text(text, indent, prefix),
                Err(_) => self.line(indent, Color::Green, prefix, &value.repr(), ""),
            },
            Value::List(items) => items.iter().for_each(|item| self.item(item, indent)),
            Value::Dict(dict) => self.dict(dict, indent, prefix),
        }
    }

    fn text(&mut self, text: &str, indent: usize, prefix: &str) {
        let blank = " ".repeat(prefix.len());
        for (n, line) in text.lines().enumerate() {
            let prefix = if n == 0 { prefix } else { &blank };
            self.line(indent, Color::Green, prefix, line, "");
        }
    }

    fn item(&mut self, item: &Value, indent: usize) {
        match item {
            Value::Dict(_) => {
                self.line(indent, Color::Green, "", "|_", "");
                self.value(item, indent + 2, "");
            }
            Value::List(_) => {
                self.line(indent, Color::Green, "", "|_", "");
                self.value(item, indent + 2, "- ");
            }
            plain => self.value(plain, indent, "- "),
        }
    }

    fn dict(&mut self, dict: &Dict, indent: usize, prefix: &str) {
        if indent > 0 {
            self.line(indent, Color::Cyan, "", "----------", "");
        }
        for (key, value) in sorted(dict) {
            self.line(indent, Color::Cyan, prefix, &key.to_string(), ":");
            self.value(value, indent + 4, "");
        }
    }
}

/// The members by the text of their keys.
pub(super) fn sorted(dict: &Dict) -> Vec<(&Key, &Value)> {
    let mut members: Vec<_> = dict.iter().collect();
    members.sort_by_cached_key(|(key, _)| key.to_string());
    members
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{Palette, format};

    #[test]
    fn values_are_printed_as_by_salt() {
        let check = |json: &str, expected: &str| {
            let value = Value::from_json(json).unwrap();
            assert_eq!(format(&value, Palette { enabled: false }, 0), expected, "{json}");
        };
        check(r#"{"web1": true}"#, "web1:\n    True");
        check(
            r#"{"m": {"b": [1, {"x": "y"}, ["z"]], "a": "one\ntwo"}}"#,
            "m:\n    ----------\n    a:\n        one\n        two\n    b:\n        - 1\n        |_\n          ----------\n          x:\n              y\n        |_\n          - z",
        );
        check(r#"{"m": ""}"#, "m:");
    }
}
