//! The tokens under a parser's eyes.

use std::sync::Arc;

use super::super::raise::{Place, Raise, Result};
use super::token::{Token, TokenKind};

/// Deepest nesting of expressions or statements that is read.
const MAX_NESTING: usize = 150;
/// Most operators and filters in one statement.
const MAX_LINKS: usize = 10_000;

/// A position in the tokens of a template, and what is open there.
pub(super) struct Stream {
    tokens: Vec<Token>,
    at: usize,
    nesting: usize,
    links: usize,
    /// The tags whose end is waited for.
    pub(super) open: Vec<Open>,
    /// Names of blocks that were defined.
    pub(super) blocks: Vec<Arc<str>>,
}

/// A tag whose end is waited for.
pub(super) struct Open {
    pub(super) name: &'static str,
    pub(super) ends: &'static [&'static str],
    pub(super) place: Place,
}

impl Stream {
    pub(super) fn new(tokens: Vec<Token>) -> Stream {
        Stream { tokens, at: 0, nesting: 0, links: 0, open: Vec::new(), blocks: Vec::new() }
    }

    /// The current token. The last one, the end, never goes.
    pub(super) fn peek(&self) -> &TokenKind {
        &self.tokens[self.at].kind
    }

    /// The token after the current one.
    pub(super) fn look(&self) -> &TokenKind {
        let at = (self.at + 1).min(self.tokens.len() - 1);
        &self.tokens[at].kind
    }

    pub(super) fn place(&self) -> Place {
        self.tokens[self.at].place
    }

    pub(super) fn next(&mut self) -> TokenKind {
        let kind = self.peek().clone();
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        kind
    }

    pub(super) fn is(&self, operator: &str) -> bool {
        matches!(self.peek(), TokenKind::Operator(o) if *o == operator)
    }

    pub(super) fn skip(&mut self, operator: &str) -> bool {
        let found = self.is(operator);
        if found {
            self.next();
        }
        found
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), TokenKind::Name(n) if **n == *word)
    }

    pub(super) fn skip_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.next();
        }
        found
    }

    pub(super) fn expect(&mut self, operator: &str) -> Result<()> {
        if self.skip(operator) { Ok(()) } else { Err(self.expected(operator)) }
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Result<()> {
        if self.skip_word(word) { Ok(()) } else { Err(self.expected(word)) }
    }

    pub(super) fn expect_kind(&mut self, kind: &TokenKind) -> Result<()> {
        if self.peek() == kind {
            self.next();
            return Ok(());
        }
        Err(self.expected(&kind.described()))
    }

    pub(super) fn name(&mut self) -> Result<Arc<str>> {
        match self.peek() {
            TokenKind::Name(name) => {
                let name = name.clone();
                self.next();
                Ok(name)
            }
            _ => Err(self.expected("name")),
        }
    }

    pub(super) fn fail(&self, message: impl Into<String>) -> Raise {
        Raise::syntax(self.place(), message)
    }

    fn expected(&self, what: &str) -> Raise {
        match self.peek() {
            TokenKind::Eof => self.fail(format!("unexpected end of template, expected '{what}'.")),
            other => self.fail(format!("expected token '{what}', got '{}'", other.described())),
        }
    }

    /// Begins a statement: what is chained in it counts anew.
    pub(super) fn begin_statement(&mut self) {
        self.links = 0;
    }

    /// Counts an operator, attribute, call or filter: each is a level of the tree, though it nests nowhere in the text.
    pub(super) fn link(&mut self) -> Result<()> {
        self.links += 1;
        if self.links > MAX_LINKS {
            return Err(self.fail("the expression nests too deeply: it has too many operators"));
        }
        Ok(())
    }

    /// Reads something nested, unless it nests too deeply.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Stream) -> Result<T>) -> Result<T> {
        if self.nesting >= MAX_NESTING {
            return Err(self.fail("the expression or statement nests too deeply"));
        }
        self.nesting += 1;
        let result = read(self);
        self.nesting -= 1;
        result
    }
}
