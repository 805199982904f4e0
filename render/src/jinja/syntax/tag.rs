//! Tokens inside of marks.

use std::sync::Arc;

use super::super::object::parse_int;
use super::super::raise::{Raise, Result};
use super::lex::Lexer;
use super::quote::unescaped;
use super::token::TokenKind;

const OPERATORS: [&str; 26] = [
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
    "=", ".", ":", "|", ",", ";",
];

/// Reads one token; `open` holds the brackets that are to be closed.
pub(super) fn token(lexer: &mut Lexer<'_>, open: &mut Vec<&'static str>) -> Result<()> {
    let first = lexer.rest().chars().next().unwrap_or_default();
    if first.is_ascii_digit() {
        return number(lexer);
    }
    if first.is_alphanumeric() || first == '_' {
        let length = lexer.rest().find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let word: Arc<str> = lexer.rest()[..length.unwrap_or(lexer.rest().len())].into();
        return advance(lexer, word.len(), TokenKind::Name(word));
    }
    if first == '\'' || first == '"' {
        return string(lexer, first);
    }
    let Some(operator) = OPERATORS.iter().copied().find(|o| lexer.rest().starts_with(o)) else {
        return Err(unexpected(lexer, first));
    };
    balance(lexer, open, operator)?;
    advance(lexer, operator.len(), TokenKind::Operator(operator))
}

fn advance(lexer: &mut Lexer<'_>, length: usize, kind: TokenKind) -> Result<()> {
    let here = lexer.at;
    lexer.push(here, kind);
    lexer.at += length;
    Ok(())
}

fn unexpected(lexer: &Lexer<'_>, c: char) -> Raise {
    let shown = if c == '\'' { "\"'\"".to_owned() } else { format!("'{c}'") };
    let at = lexer.source[..lexer.at].chars().count();
    Raise::syntax(lexer.place(lexer.at), format!("unexpected char {shown} at {at}"))
}

fn balance(lexer: &Lexer<'_>, open: &mut Vec<&'static str>, operator: &'static str) -> Result<()> {
    match operator {
        "{" => open.push("}"),
        "(" => open.push(")"),
        "[" => open.push("]"),
        "}" | ")" | "]" => match open.pop() {
            Some(expected) if expected == operator => {}
            Some(expected) => {
                let message = format!("unexpected '{operator}', expected '{expected}'");
                return Err(Raise::syntax(lexer.place(lexer.at), message));
            }
            None => {
                return Err(Raise::syntax(lexer.place(lexer.at), format!("unexpected '{operator}'")));
            }
        },
        _ => {}
    }
    Ok(())
}

fn string(lexer: &mut Lexer<'_>, quote: char) -> Result<()> {
    let inside = &lexer.rest()[1..];
    let mut escaped = false;
    let end = inside.char_indices().find_map(|(at, c)| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    });
    let Some(end) = end else { return Err(unexpected(lexer, quote)) };
    let Some(text) = unescaped(&inside[..end]) else {
        return Err(Raise::syntax(lexer.place(lexer.at), "the string has an escape that cannot be read"));
    };
    advance(lexer, end + 2, TokenKind::Str(text.into()))
}

fn number(lexer: &mut Lexer<'_>) -> Result<()> {
    // After a dot, digits are a position: `list.0.1` has no float in it.
    let after_dot = matches!(lexer.tokens.last().map(|t| &t.kind), Some(TokenKind::Operator(".")));
    let float = if after_dot { None } else { float_length(lexer.rest()) };
    if let Some(length) = float {
        let text = lexer.rest()[..length].replace('_', "");
        return advance(lexer, length, TokenKind::Float(text.parse().unwrap_or(f64::NAN)));
    }
    let length = integer_length(lexer.rest());
    let text = &lexer.rest()[..length];
    match parse_int(text, if text.len() > 1 && text.starts_with('0') { 0 } else { 10 })
        .or_else(|| zeros(text))
    {
        Some(value) => advance(lexer, length, TokenKind::Int(value)),
        None => Err(Raise::syntax(lexer.place(lexer.at), "integers span at most 128 bits")),
    }
}

fn zeros(text: &str) -> Option<i128> {
    text.bytes().all(|b| matches!(b, b'0' | b'_')).then_some(0)
}

/// The length of digits with single underscores between them.
fn digits(text: &str, is_digit: impl Fn(u8) -> bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let underscore = bytes[at] == b'_' && bytes.get(at + 1).is_some_and(|b| is_digit(*b));
        if !(is_digit(bytes[at]) || underscore) {
            break;
        }
        at += 1;
    }
    at
}

fn float_length(text: &str) -> Option<usize> {
    let decimal = |text: &str| if text.starts_with('_') { 0 } else { digits(text, |b| b.is_ascii_digit()) };
    let mut length = decimal(text);
    let fraction = text[length..].strip_prefix('.').map_or(0, decimal);
    if fraction > 0 {
        length += 1 + fraction;
    }
    let exponent = text[length..].strip_prefix(['e', 'E']).map_or(0, |tail| {
        let sign = usize::from(tail.starts_with(['+', '-']));
        match decimal(&tail[sign..]) {
            0 => 0,
            digits => 1 + sign + digits,
        }
    });
    (fraction > 0 || exponent > 0).then_some(length + exponent)
}

fn integer_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let prefixed = |is_digit: fn(u8) -> bool| match digits(&text[2..], is_digit) {
        0 => None,
        length => Some(length + 2),
    };
    let special = match (bytes.first(), bytes.get(1).map(u8::to_ascii_lowercase)) {
        (Some(b'0'), Some(b'x')) => prefixed(|b| b.is_ascii_hexdigit()),
        (Some(b'0'), Some(b'o')) => prefixed(|b| (b'0'..=b'7').contains(&b)),
        (Some(b'0'), Some(b'b')) => prefixed(|b| matches!(b, b'0' | b'1')),
        _ => None,
    };
    special.unwrap_or_else(|| match bytes.first() {
        Some(b'0') => digits(text, |b| b == b'0'),
        _ => digits(text, |b| b.is_ascii_digit()),
    })
}
