//! Methods of text that ask what it is like.

use super::super::super::object::Object;
use super::super::super::raise::{Raise, Result};
use super::super::super::run::{Builtin, Call};

const SELF: &[&str] = &["self"];
const AFFIX: &[&str] = &["self", "part", "start?", "end?"];

pub(super) const TABLE: &[Builtin] = &[
    Builtin {
        name: "startswith",
        parameters: AFFIX,
        run: |call| affix(call, |text, part| text.starts_with(part)),
    },
    Builtin {
        name: "endswith",
        parameters: AFFIX,
        run: |call| affix(call, |text, part| text.ends_with(part)),
    },
    Builtin { name: "isdigit", parameters: SELF, run: |call| all(call, is_digit) },
    Builtin { name: "isdecimal", parameters: SELF, run: |call| all(call, |c| c.is_ascii_digit()) },
    Builtin { name: "isnumeric", parameters: SELF, run: |call| all(call, char::is_numeric) },
    Builtin { name: "isalpha", parameters: SELF, run: |call| all(call, char::is_alphabetic) },
    Builtin { name: "isalnum", parameters: SELF, run: |call| all(call, char::is_alphanumeric) },
    Builtin { name: "isspace", parameters: SELF, run: |call| all(call, char::is_whitespace) },
    Builtin { name: "isascii", parameters: SELF, run: |call| Ok(Object::Bool(call.text(0)?.is_ascii())) },
    Builtin {
        name: "isprintable",
        parameters: SELF,
        run: |call| Ok(Object::Bool(!call.text(0)?.chars().any(char::is_control))),
    },
    Builtin { name: "isidentifier", parameters: SELF, run: identifier },
    Builtin {
        name: "islower",
        parameters: SELF,
        run: |call| cased(call, char::is_lowercase, char::is_uppercase),
    },
    Builtin {
        name: "isupper",
        parameters: SELF,
        run: |call| cased(call, char::is_uppercase, char::is_lowercase),
    },
    Builtin { name: "istitle", parameters: SELF, run: titled },
];

fn affix(call: &Call<'_>, test: fn(&str, &str) -> bool) -> Result<Object> {
    let text = call.text(0)?;
    let chars: Vec<char> = text.chars().collect();
    let length = chars.len() as i128;
    let bound = |at: i128| if at < 0 { (at + length).max(0) } else { at.min(length) } as usize;
    let (start, end) = (bound(call.int(2, 0)?), bound(call.int(3, i128::MAX)?));
    let inside: String = chars[start..end.max(start)].iter().collect();
    let parts: &[Object] = match call.get(1) {
        Object::Tuple(parts) => parts,
        one => std::slice::from_ref(one),
    };
    for part in parts {
        let Some(part) = part.as_str() else {
            let found = part.type_name();
            return Err(Raise::type_error(format!("first arg must be str or a tuple of str, not {found}")));
        };
        if test(&inside, part) {
            return Ok(Object::Bool(true));
        }
    }
    Ok(Object::Bool(false))
}

/// Python's digits: decimals, and those that stand high, low or in a circle.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉' | '①'..='⑨')
}

fn all(call: &Call<'_>, test: fn(char) -> bool) -> Result<Object> {
    let text = call.text(0)?;
    Ok(Object::Bool(!text.is_empty() && text.chars().all(test)))
}

fn cased(call: &Call<'_>, wanted: fn(char) -> bool, other: fn(char) -> bool) -> Result<Object> {
    let text = call.text(0)?;
    Ok(Object::Bool(text.chars().any(wanted) && !text.chars().any(other)))
}

fn identifier(call: &Call<'_>) -> Result<Object> {
    let text = call.text(0)?;
    let begins = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    Ok(Object::Bool(begins && text.chars().all(|c| c.is_alphanumeric() || c == '_')))
}

fn titled(call: &Call<'_>) -> Result<Object> {
    let (mut in_word, mut any) = (false, false);
    for c in call.text(0)?.chars() {
        let (upper, lower) = (c.is_uppercase(), c.is_lowercase());
        if (upper && in_word) || (lower && !in_word) {
            return Ok(Object::Bool(false));
        }
        any |= upper || lower;
        in_word = upper || lower;
    }
    Ok(Object::Bool(any))
}
