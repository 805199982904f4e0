//! JSON as Python's `json.dumps` writes it.

use std::fmt::Write;

use halite_common::value::float_repr;

use super::super::object::{Key, MAX_BYTES, MAX_DEPTH, Object, bounded, sorted, text, too_deep};
use super::super::raise::{Raise, Result};

/// How it is written.
pub(super) struct Style {
    /// By key.
    pub sort_keys: bool,
    /// One item a line, indented by this.
    pub indent: Option<String>,
    /// Everything beyond ASCII is escaped.
    pub ascii: bool,
}

/// The `indent` argument: a number of blanks, or the text itself.
pub(super) fn indent(given: Option<&Object>) -> Result<Option<String>> {
    Ok(match given {
        None => None,
        Some(Object::Str(text)) => Some(text.to_string()),
        Some(other) => {
            let width = super::super::object::index_of(other)?;
            Some(" ".repeat(bounded(usize::try_from(width.max(0)).unwrap_or(usize::MAX), 1000)?))
        }
    })
}

/// Writes an object.
pub(super) fn write(object: &Object, style: &Style) -> Result<String> {
    let mut out = String::new();
    Writer { style, out: &mut out }.value(object, 0)?;
    Ok(out)
}

struct Writer<'a> {
    style: &'a Style,
    out: &'a mut String,
}

impl Writer<'_> {
    fn value(&mut self, object: &Object, depth: usize) -> Result<()> {
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        bounded(self.out.len(), MAX_BYTES)?;
        match object {
            Object::None => self.out.push_str("null"),
            Object::Bool(b) => self.out.push_str(if *b { "true" } else { "false" }),
            Object::Int(i) => self.out.push_str(&i.to_string()),
            Object::Float(f) => self.out.push_str(&number(*f)),
            Object::Str(s) | Object::Markup(s) => self.string(s),
            Object::List(list) => self.sequence(&list.items(), depth)?,
            Object::Tuple(items) => self.sequence(items, depth)?,
            Object::Dict(dict) => self.dict(dict.members(), depth)?,
            Object::Undefined(u) => return Err(u.raise()),
            other => {
                let message = format!("Object of type {} is not JSON serializable", other.type_name());
                return Err(Raise::type_error(message));
            }
        }
        Ok(())
    }

    fn newline(&mut self, depth: usize) {
        if let Some(indent) = &self.style.indent {
            self.out.push('\n');
            self.out.push_str(&indent.repeat(depth));
        }
    }

    fn separate(&mut self, first: bool, depth: usize) {
        if !first {
            self.out.push_str(if self.style.indent.is_some() { "," } else { ", " });
        }
        self.newline(depth + 1);
    }

    fn sequence(&mut self, items: &[Object], depth: usize) -> Result<()> {
        self.out.push('[');
        for (n, item) in items.iter().enumerate() {
            self.separate(n == 0, depth);
            self.value(item, depth + 1)?;
        }
        if !items.is_empty() {
            self.newline(depth);
        }
        self.out.push(']');
        Ok(())
    }

    fn dict(&mut self, mut members: Vec<(Key, Object)>, depth: usize) -> Result<()> {
        if self.style.sort_keys {
            let pairs = members.into_iter().map(|(k, v)| Object::tuple(vec![k.into_object(), v])).collect();
            let key = |pair: &Object| match pair {
                Object::Tuple(pair) => Ok(pair[0].clone()),
                other => Ok(other.clone()),
            };
            members = sorted(pairs, key, false)?
                .into_iter()
                .filter_map(|pair| match pair {
                    Object::Tuple(pair) => Some((Key::new(pair[0].clone()).ok()?, pair[1].clone())),
                    _ => None,
                })
                .collect();
        }
        self.out.push('{');
        for (n, (key, value)) in members.iter().enumerate() {
            self.separate(n == 0, depth);
            let name = match key.object() {
                Object::None => "null".into(),
                Object::Bool(b) => b.to_string().into(),
                Object::Float(f) => number(*f).into(),
                Object::Str(_) | Object::Markup(_) | Object::Int(_) => text(key.object())?,
                other => {
                    let found = other.type_name();
                    let message = format!("keys must be str, int, float, bool or None, not {found}");
                    return Err(Raise::type_error(message));
                }
            };
            self.string(&name);
            self.out.push_str(": ");
            self.value(value, depth + 1)?;
        }
        if !members.is_empty() {
            self.newline(depth);
        }
        self.out.push('}');
        Ok(())
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                c if c < ' ' || (self.style.ascii && !c.is_ascii()) => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        // Writing to a string cannot fail.
                        let _ = write!(self.out, "\\u{unit:04x}");
                    }
                }
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}

fn number(f: f64) -> String {
    match f {
        f if f.is_nan() => "NaN".into(),
        f if f.is_infinite() => {
            if f > 0.0 {
                "Infinity".into()
            } else {
                "-Infinity".into()
            }
        }
        f => float_repr(f),
    }
}
