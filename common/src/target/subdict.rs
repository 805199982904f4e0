//! `key:sub:value` against nested data, as Salt's `subdict_match` does it.
//!
//! Every split of the expression into path and pattern is tried, longest path first. Values are compared as
//! lower-case text; a pattern also matches a member of a list or the name of a key.

use std::collections::BTreeMap;

use super::Pattern;
use crate::{
    failure::{Failure, Kind},
    glob::Glob,
    value::{Dict, Value},
};

/// How the last part of the expression is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// As a glob.
    Glob,
    /// As a regular expression, anchored at the start.
    Pattern,
    /// As it stands.
    Exact,
}

/// Expressions longer than this are refused.
const MAX_LENGTH: usize = 16 * 1024;

/// An expression such as `os:Debian` or `roles:*:web`.
#[derive(Clone, Debug)]
pub struct Subdict {
    text: String,
    delimiter: String,
    /// For each tail of `text` that may serve as pattern: how long the tail is, and its matcher.
    tails: BTreeMap<usize, Matcher>,
}

#[derive(Clone, Debug)]
enum Matcher {
    Glob(Glob),
    Pattern(Pattern),
    Exact(String),
    /// A tail cut out of the middle of a regular expression need not be one.
    Never,
}

/// Inside a found dictionary Salt goes on with its default delimiter, whatever the expression's own.
const INNER: &str = ":";

impl Subdict {
    /// Reads an expression.
    pub fn new(text: &str, delimiter: &str, leaf: Leaf) -> Result<Subdict, Failure> {
        if delimiter.is_empty() {
            return Err(Failure::new(Kind::Usage, "the delimiter of a target is empty"));
        }
        if text.len() > MAX_LENGTH {
            return Err(Failure::new(Kind::Usage, format!("a target is longer than {MAX_LENGTH} bytes")));
        }
        let Some((_, first)) = text.split_once(delimiter) else {
            return Err(Failure::new(Kind::Usage, format!("the target `{text}` has no value"))
                .hint(format!("write it as `{text}{delimiter}value`")));
        };
        let last = text.rsplit(delimiter).next().unwrap_or(first);
        if leaf == Leaf::Pattern {
            // Whatever the split, the expression is useless if not even one reading is right.
            Pattern::caseless(first).or_else(|_| Pattern::caseless(last))?;
        }
        let tails = starts(text, delimiter)
            .chain(starts(text, INNER))
            .map(|start| (text.len() - start, Matcher::new(&text[start..], leaf)))
            .collect();
        Ok(Subdict { text: text.to_owned(), delimiter: delimiter.to_owned(), tails })
    }

    /// Tells whether the data matches.
    pub fn matches(&self, data: &Dict) -> bool {
        self.search(data, &self.text, &self.delimiter)
    }

    fn search(&self, data: &Dict, text: &str, delimiter: &str) -> bool {
        let words: Vec<&str> = text.split(delimiter).collect();
        (1..words.len()).rev().any(|count| {
            if words[..count] == ["*"] {
                return !data.is_empty() && self.in_dict(data, text);
            }
            let path: usize = words[..count].iter().map(|word| word.len() + delimiter.len()).sum();
            let tail = &text[path..];
            match data.traverse(&text[..path - delimiter.len()], delimiter) {
                None => false,
                Some(Value::Dict(dict)) => !dict.is_empty() && self.in_dict(dict, tail),
                Some(Value::List(items)) => items.iter().any(|item| {
                    item.as_dict().is_some_and(|dict| self.in_dict(dict, tail)) || self.fits(item, tail)
                }),
                Some(value) => self.fits(value, tail),
            }
        })
    }

    fn in_dict(&self, dict: &Dict, tail: &str) -> bool {
        let (wildcard, tail) = match tail.strip_prefix("*:") {
            Some(rest) => (true, rest),
            None => (false, tail),
        };
        tail == "*"
            || dict.contains(tail)
            || dict.keys().any(|key| self.fits(&key.to_value(), tail))
            || self.search(dict, tail, INNER)
            || wildcard && dict.values().any(|value| self.under_wildcard(value, tail))
    }

    fn under_wildcard(&self, value: &Value, tail: &str) -> bool {
        match value {
            Value::Dict(dict) => self.in_dict(dict, tail),
            Value::List(items) => items.iter().any(|item| self.fits(item, tail)),
            value => self.fits(value, tail),
        }
    }

    fn fits(&self, value: &Value, tail: &str) -> bool {
        match self.tails.get(&tail.len()) {
            Some(matcher) => matcher.matches(&value.to_string()),
            None => false,
        }
    }
}

impl Matcher {
    fn new(tail: &str, leaf: Leaf) -> Matcher {
        match leaf {
            Leaf::Glob => Matcher::Glob(Glob::new(&tail.to_lowercase())),
            Leaf::Exact => Matcher::Exact(tail.to_lowercase()),
            Leaf::Pattern => Pattern::caseless(tail).map_or(Matcher::Never, Matcher::Pattern),
        }
    }

    fn matches(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        match self {
            Matcher::Glob(glob) => glob.matches(&text),
            Matcher::Pattern(pattern) => pattern.matches(&text),
            Matcher::Exact(exact) => *exact == text,
            Matcher::Never => false,
        }
    }
}

/// Where a tail begins: at the front and after each delimiter.
fn starts(text: &str, delimiter: &str) -> impl Iterator<Item = usize> {
    let step = delimiter.len();
    std::iter::once(0).chain(text.match_indices(delimiter).map(move |(at, _)| at + step))
}
