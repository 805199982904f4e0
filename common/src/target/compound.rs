//! Words joined by `and`, `or`, `not` and parentheses, with Python's precedence.

use super::{
    Subject,
    atom::{Atom, split_word},
    nodegroup,
};
use crate::{
    failure::{Failure, Kind},
    value::Dict,
};

/// Parentheses within parentheses deeper than this are refused.
const MAX_DEPTH: usize = 64;

#[derive(Clone, Debug)]
pub(super) enum Compound {
    Atom(Atom),
    Not(Box<Compound>),
    And(Vec<Compound>),
    Or(Vec<Compound>),
}

impl Compound {
    pub(super) fn matches(&self, subject: &dyn Subject) -> bool {
        match self {
            Compound::Atom(atom) => atom.matches(subject),
            Compound::Not(inner) => !inner.matches(subject),
            Compound::And(parts) => parts.iter().all(|part| part.matches(subject)),
            Compound::Or(parts) => parts.iter().any(|part| part.matches(subject)),
        }
    }
}

/// Reads the words of a compound expression.
pub(super) fn parse<'w>(
    words: impl IntoIterator<Item = &'w str>,
    groups: &Dict,
) -> Result<Compound, Failure> {
    let words = expand(words, groups)?;
    let mut parser = Parser { words: &words, at: 0, depth: 0 };
    let compound = parser.or()?;
    match parser.peek() {
        None => Ok(compound),
        Some(")") => Err(parser.wrong("a `)` closes nothing")),
        Some(word) => Err(parser
            .wrong(&format!("`{word}` follows another expression"))
            .hint(format!("write `and {word}` or `or {word}`"))),
    }
}

fn expand<'w>(words: impl IntoIterator<Item = &'w str>, groups: &Dict) -> Result<Vec<String>, Failure> {
    let mut out = Vec::new();
    for word in words {
        match split_word(word) {
            Some(('N', _, name)) => out.extend(nodegroup::expand(name, groups)?),
            _ => out.push(word.to_owned()),
        }
    }
    Ok(out)
}

struct Parser<'w> {
    words: &'w [String],
    at: usize,
    depth: usize,
}

impl<'w> Parser<'w> {
    fn peek(&self) -> Option<&'w str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn take(&mut self, word: &str) -> bool {
        let there = self.peek() == Some(word);
        self.at += usize::from(there);
        there
    }

    fn wrong(&self, why: &str) -> Failure {
        let shown = self.words.join(" ");
        Failure::new(Kind::Usage, format!("the compound target `{shown}` cannot be read: {why}"))
    }

    fn or(&mut self) -> Result<Compound, Failure> {
        let mut parts = vec![self.and()?];
        while self.take("or") {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Compound::Or))
    }

    fn and(&mut self) -> Result<Compound, Failure> {
        let mut parts = vec![self.not()?];
        // As in Salt, `a not b` means `a and not b`.
        while self.take("and") || self.peek() == Some("not") {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Compound::And))
    }

    fn not(&mut self) -> Result<Compound, Failure> {
        if !self.take("not") {
            return self.operand();
        }
        if self.peek() == Some("not") {
            return Err(self.wrong("`not` follows `not`"));
        }
        Ok(Compound::Not(Box::new(self.operand()?)))
    }

    fn operand(&mut self) -> Result<Compound, Failure> {
        match self.peek() {
            None => Err(self.wrong("it ends too early")),
            Some("(") => self.parentheses(),
            Some(word) if nodegroup::OPERATORS.contains(&word) => {
                Err(self.wrong(&format!("`{word}` has nothing before it")))
            }
            Some(word) => {
                self.at += 1;
                Atom::from_word(word).map(Compound::Atom)
            }
        }
    }

    fn parentheses(&mut self) -> Result<Compound, Failure> {
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.wrong("its parentheses are nested too deeply"));
        }
        let inner = self.or()?;
        if !self.take(")") {
            return Err(self.wrong("a `(` is not closed"));
        }
        self.depth -= 1;
        Ok(inner)
    }
}

fn one_or(mut parts: Vec<Compound>, join: impl FnOnce(Vec<Compound>) -> Compound) -> Compound {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => join(parts),
    }
}
