//! Tokens of JMESPath.

use halite_common::value::Value;

use super::super::super::object::{Object, from_value};
use super::super::super::raise::{Kind, Raise, Result};

/// A token.
#[derive(Clone)]
pub(super) enum Token {
    /// A field's name; quoted ones cannot be functions.
    Name(String, bool),
    /// A number.
    Number(i128),
    /// A literal.
    Literal(Object),
    /// An operator or bracket.
    Sign(&'static str),
    /// The end.
    End,
}

const SIGNS: [&str; 26] = [
    "[?", "[]", "||", "&&", "==", "!=", "<=", ">=", "[", "]", "{", "}", "(", ")", ".", ",", ":", "*", "|",
    "@", "&", "!", "<", ">", "-", "=",
];

/// The error for an expression that cannot be read.
pub(super) fn wrong(message: impl Into<String>) -> Raise {
    Raise::new(Kind::Python("JMESPathError"), message)
}

/// Splits an expression.
pub(super) fn tokens(source: &str) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = source.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            'a'..='z' | 'A'..='Z' | '_' => {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
                (Token::Name(rest[..end].to_owned(), false), end)
            }
            '0'..='9' | '-'
                if rest[first.len_utf8()..].starts_with(|c: char| c.is_ascii_digit()) || first != '-' =>
            {
                let end = rest[1..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |at| at + 1);
                (Token::Number(rest[..end].parse().map_err(|_| wrong("a number is too large"))?), end)
            }
            '"' => {
                let (inside, length) = quoted(rest, '"')?;
                let Ok(Value::Str(name)) = Value::from_json(&format!("\"{inside}\"")) else {
                    return Err(wrong(format!("bad quoted name {inside}")));
                };
                (Token::Name(name, true), length)
            }
            '\'' => {
                let (inside, length) = quoted(rest, '\'')?;
                (Token::Literal(Object::from(inside.replace("\\'", "'"))), length)
            }
            '`' => {
                let (inside, length) = quoted(rest, '`')?;
                let inside = inside.replace("\\`", "`");
                let value = Value::from_json(inside.trim()).map(|value| from_value(&value));
                (Token::Literal(value.unwrap_or_else(|_| Object::from(inside.trim().to_owned()))), length)
            }
            _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => (Token::Sign(sign), sign.len()),
                None => return Err(wrong(format!("unknown token '{first}' in '{source}'"))),
            },
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    tokens.push(Token::End);
    Ok(tokens)
}

fn quoted(rest: &str, quote: char) -> Result<(&str, usize)> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == quote && !escaped {
            return Ok((&rest[1..at], at + 1));
        }
        escaped = c == '\\' && !escaped;
    }
    Err(wrong(format!("unclosed {quote}")))
}
