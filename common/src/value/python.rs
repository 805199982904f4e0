//! Values printed as Python's `str()` and `repr()` print them.

use std::fmt::{self, Display, Formatter, Write};

use super::{Value, float_repr};

impl Value {
    /// Python's `repr()`: text in quotes.
    pub fn repr(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = write_repr(self, &mut out);
        out
    }
}

/// Python's `str()`: text bare, everything else as `repr()`.
impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Value::Str(s) => f.write_str(s),
            other => write_repr(other, f),
        }
    }
}

fn write_repr(value: &Value, out: &mut dyn Write) -> fmt::Result {
    match value {
        Value::Null => out.write_str("None"),
        Value::Bool(true) => out.write_str("True"),
        Value::Bool(false) => out.write_str("False"),
        Value::Int(i) => write!(out, "{i}"),
        Value::Float(f) => out.write_str(&float_repr(*f)),
        Value::Str(s) => out.write_str(&str_repr(s)),
        Value::Bytes(b) => write_bytes(b, out),
        Value::List(items) => {
            out.write_char('[')?;
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.write_str(", ")?;
                }
                write_repr(item, out)?;
            }
            out.write_char(']')
        }
        Value::Dict(dict) => {
            out.write_char('{')?;
            for (n, (key, item)) in dict.iter().enumerate() {
                if n > 0 {
                    out.write_str(", ")?;
                }
                write_repr(&key.to_value(), out)?;
                out.write_str(": ")?;
                write_repr(item, out)?;
            }
            out.write_char('}')
        }
    }
}

/// Quotes text as Python's `repr()` does: single quotes unless only they occur in it.
pub fn str_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if is_printable(c) => out.push(c),
            c => {
                let code = u32::from(c);
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02x}"),
                    0x100..=0xffff => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                };
            }
        }
    }
    out.push(quote);
    out
}

/// An approximation of Python's `str.isprintable` that covers controls, separators and private use.
fn is_printable(c: char) -> bool {
    !(c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{8e2}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{f0000}'..='\u{10ffff}'))
}

fn write_bytes(bytes: &[u8], out: &mut dyn Write) -> fmt::Result {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    write!(out, "b{quote}")?;
    for &b in bytes {
        match b {
            b'\\' => out.write_str("\\\\")?,
            b'\n' => out.write_str("\\n")?,
            b'\r' => out.write_str("\\r")?,
            b'\t' => out.write_str("\\t")?,
            b if char::from(b) == quote => write!(out, "\\{quote}")?,
            0x20..=0x7e => out.write_char(b.into())?,
            _ => write!(out, "\\x{b:02x}")?,
        }
    }
    out.write_char(quote)
}

#[cfg(test)]
mod tests {
    use super::super::{Dict, Value};

    #[test]
    fn values_print_as_in_python() {
        let check = |value: Value, expected: &str| assert_eq!(value.repr(), expected);
        check(Value::Null, "None");
        check(Value::from("it's"), "\"it's\"");
        check(Value::from("a\n\u{1}é"), "'a\\n\\x01é'");
        check(Value::Bytes(vec![0, b'a']), "b'\\x00a'");
        let dict = Dict::from([("a", Value::from(vec![Value::from(1), Value::Bool(true)]))]);
        check(Value::Dict(dict), "{'a': [1, True]}");
    }
}
