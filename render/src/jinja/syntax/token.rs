//! Tokens of expressions and statement heads.

use std::sync::Arc;

use super::super::raise::Place;

/// A token and where it is.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Where it begins.
    pub place: Place,
    /// What it is.
    pub kind: TokenKind,
}

/// Kinds of tokens.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// Template text outside of marks.
    Data(Arc<str>),
    /// `{{`.
    VariableBegin,
    /// `}}`.
    VariableEnd,
    /// `{%`.
    BlockBegin,
    /// `%}`.
    BlockEnd,
    /// A word.
    Name(Arc<str>),
    /// A string, escapes resolved.
    Str(Arc<str>),
    /// An integer.
    Int(i128),
    /// A float.
    Float(f64),
    /// An operator or bracket.
    Operator(&'static str),
    /// The end.
    Eof,
}

impl TokenKind {
    /// How Jinja2 names the token in messages.
    pub(super) fn described(&self) -> String {
        match self {
            TokenKind::Data(_) => "template data / text".into(),
            TokenKind::VariableBegin => "begin of print statement".into(),
            TokenKind::VariableEnd => "end of print statement".into(),
            TokenKind::BlockBegin => "begin of statement block".into(),
            TokenKind::BlockEnd => "end of statement block".into(),
            TokenKind::Name(name) => name.to_string(),
            TokenKind::Str(_) => "string".into(),
            TokenKind::Int(_) => "integer".into(),
            TokenKind::Float(_) => "float".into(),
            TokenKind::Operator(operator) => (*operator).into(),
            TokenKind::Eof => "end of template".into(),
        }
    }
}
