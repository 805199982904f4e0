//! Template text to tokens: finds the marks, applies whitespace control, and drops comments.

use std::cell::Cell;
use std::sync::Arc;

use super::super::raise::{Place, Raise, Result};
use super::source::Options;
use super::tag;
use super::token::{Token, TokenKind};

/// Splits a (normalized) source into tokens.
pub(super) fn lex(source: &str, options: &Options) -> Result<Vec<Token>> {
    let mut lexer = Lexer {
        source,
        options,
        at: 0,
        ahead: Default::default(),
        last: Default::default(),
        line_starts: std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect(),
        tokens: Vec::new(),
    };
    lexer.run()?;
    let end = lexer.place(source.len());
    lexer.tokens.push(Token { place: end, kind: TokenKind::Eof });
    Ok(lexer.tokens)
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Block,
    Variable,
    Comment,
}

/// What is known of the next mark of a kind.
#[derive(Clone, Copy, Default)]
enum Ahead {
    /// Not looked for yet.
    #[default]
    Unknown,
    /// It begins there.
    At(usize),
    /// There is none.
    Never,
}

pub(super) struct Lexer<'a> {
    pub(super) source: &'a str,
    options: &'a Options,
    pub(super) at: usize,
    /// Where each kind of mark comes next, as far as it was looked for.
    ahead: [Ahead; 3],
    /// The place that was asked for last: most are asked for in order.
    last: Cell<(usize, Place)>,
    line_starts: Vec<usize>,
    pub(super) tokens: Vec<Token>,
}

impl Lexer<'_> {
    pub(super) fn place(&self, at: usize) -> Place {
        let line = self.line_starts.partition_point(|start| *start <= at).max(1);
        let (last_at, last) = self.last.get();
        let (from, before) = match last.line == line as u32 && last_at <= at {
            true => (last_at, last.column),
            false => (self.line_starts[line - 1], 1),
        };
        let more = self.source.get(from..at).map_or(0, |text| text.chars().count());
        let place = Place { line: line as u32, column: before + more as u32 };
        self.last.set((at, place));
        place
    }

    pub(super) fn push(&mut self, at: usize, kind: TokenKind) {
        let place = self.place(at);
        self.tokens.push(Token { place, kind });
    }

    pub(super) fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn run(&mut self) -> Result<()> {
        while let Some((begin, mark, length)) = self.next_mark() {
            let after = begin + length;
            let sign = self.source[after..].chars().next().filter(|c| matches!(c, '-' | '+'));
            self.text(begin, mark, sign);
            self.at = after + sign.map_or(0, char::len_utf8);
            match mark {
                Mark::Comment => self.comment(begin)?,
                Mark::Variable => {
                    self.push(begin, TokenKind::VariableBegin);
                    self.code(mark)?;
                }
                Mark::Block => match self.raw_head() {
                    Some(length) => self.raw(begin, length)?,
                    None => {
                        self.push(begin, TokenKind::BlockBegin);
                        self.code(mark)?;
                    }
                },
            }
        }
        let (from, rest) = (self.at, Arc::from(self.rest()));
        self.data(from, rest);
        Ok(())
    }

    /// The next mark; where several begin at one place, the longest counts.
    fn next_mark(&mut self) -> Option<(usize, Mark, usize)> {
        let delimiters = &self.options.delimiters;
        let marks = [
            (&delimiters.variable.0, Mark::Variable),
            (&delimiters.comment.0, Mark::Comment),
            (&delimiters.block.0, Mark::Block),
        ];
        let (source, from) = (self.source, self.at);
        let mut found = Vec::with_capacity(3);
        for ((text, mark), ahead) in marks.into_iter().zip(&mut self.ahead) {
            // What was found ahead stays true until it is passed: a template is searched once, not once a mark.
            let stale = match ahead {
                Ahead::Unknown => true,
                Ahead::At(at) => *at < from,
                Ahead::Never => false,
            };
            if stale {
                *ahead = source[from..].find(text.as_str()).map_or(Ahead::Never, |at| Ahead::At(at + from));
            }
            if let Ahead::At(at) = ahead {
                found.push((*at, mark, text.len()));
            }
        }
        found.into_iter().min_by_key(|(at, _, length)| (*at, std::cmp::Reverse(*length)))
    }

    fn text(&mut self, end: usize, mark: Mark, sign: Option<char>) {
        let from = self.at;
        let mut text = &self.source[from..end];
        if sign == Some('-') {
            text = text.trim_end();
        } else if sign != Some('+') && self.options.lstrip_blocks && mark != Mark::Variable {
            let line = text.rfind('\n').map_or(0, |at| at + 1);
            let starts_line =
                line > 0 || self.source[..from].is_empty() || self.source[..from].ends_with('\n');
            if starts_line && text[line..].chars().all(char::is_whitespace) {
                text = &text[..line];
            }
        }
        self.data(from, Arc::from(text));
    }

    fn data(&mut self, at: usize, text: Arc<str>) {
        if !text.is_empty() {
            self.push(at, TokenKind::Data(text));
        }
    }

    fn comment(&mut self, begin: usize) -> Result<()> {
        let close = self.options.delimiters.comment.1.as_str();
        let Some(end) = self.rest().find(close) else {
            return Err(Raise::syntax(self.place(begin), "Missing end of comment tag"));
        };
        let sign = self.rest()[..end].chars().last().filter(|c| matches!(c, '-' | '+'));
        self.at += end + close.len();
        self.after_block(sign);
        Ok(())
    }

    /// What follows a closed block or comment: with `-` all blanks go, else perhaps one newline.
    fn after_block(&mut self, sign: Option<char>) {
        match sign {
            Some('-') => self.at += self.rest().len() - self.rest().trim_start().len(),
            Some('+') => {}
            _ => {
                if self.options.trim_blocks && self.rest().starts_with('\n') {
                    self.at += 1;
                }
            }
        }
    }

    /// The length of `raw %}` after a block mark, if that is what follows.
    fn raw_head(&self) -> Option<usize> {
        let rest = self.rest();
        let head = rest.trim_start().strip_prefix("raw")?.trim_start();
        let close = self.options.delimiters.block.1.as_str();
        let tail = match head.strip_prefix('-').and_then(|head| head.strip_prefix(close)) {
            Some(tail) => tail.trim_start(),
            None => head.strip_prefix(close)?,
        };
        Some(rest.len() - tail.len())
    }

    fn raw(&mut self, begin: usize, head: usize) -> Result<()> {
        self.at += head;
        let (open, close) = (&self.options.delimiters.block.0, &self.options.delimiters.block.1);
        for (at, _) in self.rest().match_indices(open.as_str()) {
            let tail = &self.rest()[at + open.len()..];
            let (before, tail) = signed(tail);
            let Some(tail) = tail.trim_start().strip_prefix("endraw") else { continue };
            let (after, tail) = signed(tail.trim_start());
            let Some(tail) = tail.strip_prefix(close.as_str()) else { continue };
            let (end, rest) = (self.at + at, self.source.len() - tail.len());
            self.text(end, Mark::Block, before);
            self.at = rest;
            self.after_block(after);
            return Ok(());
        }
        // Jinja2 takes a `raw` without end at the very end of a template as nothing.
        if self.rest().is_empty() {
            return Ok(());
        }
        Err(Raise::syntax(self.place(begin), "Missing end of raw directive"))
    }

    fn code(&mut self, mark: Mark) -> Result<()> {
        let (close, end) = match mark {
            Mark::Variable => (self.options.delimiters.variable.1.as_str(), TokenKind::VariableEnd),
            _ => (self.options.delimiters.block.1.as_str(), TokenKind::BlockEnd),
        };
        let mut open: Vec<&'static str> = Vec::new();
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            if self.rest().is_empty() {
                return Ok(());
            }
            if open.is_empty() {
                let source = self.source;
                let (sign, rest) = signed(&source[self.at..]);
                // A plus before the end of a print statement is an operator.
                if rest.starts_with(close) && (mark == Mark::Block || sign != Some('+')) {
                    let here = self.at;
                    self.push(here, end);
                    self.at = self.source.len() - rest.len() + close.len();
                    match mark {
                        Mark::Variable if sign.is_none() => {}
                        _ => self.after_block(sign),
                    }
                    return Ok(());
                }
            }
            tag::token(self, &mut open)?;
        }
    }
}

fn signed(text: &str) -> (Option<char>, &str) {
    match text.chars().next() {
        Some(c @ ('-' | '+')) => (Some(c), &text[1..]),
        _ => (None, text),
    }
}
