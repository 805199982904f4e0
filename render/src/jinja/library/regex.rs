//! Python's regular expressions on `fancy-regex`.

use fancy_regex::{Captures, Regex, RegexBuilder};

use super::super::object::Object;
use super::super::raise::{Kind, Raise, Result};

/// Steps that a match may take back.
const BACKTRACKS: usize = 1_000_000;

/// Compiles a pattern.
pub(super) fn compiled(pattern: &str, ignore_case: bool, multi_line: bool) -> Result<Regex> {
    // Python's `\Z` is the very end; this crate's allows a newline before it.
    let translated = translate(pattern);
    let mut flags = String::new();
    if ignore_case {
        flags.push('i');
    }
    if multi_line {
        flags.push('m');
    }
    let full = if flags.is_empty() { translated } else { format!("(?{flags}){translated}") };
    RegexBuilder::new(&full)
        .backtrack_limit(BACKTRACKS)
        .build()
        .map_err(|error| Raise::new(Kind::Python("error"), format!("{error}")))
}

fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('Z') => out.push_str(r"\z"),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    // In Python `$` matches before a last newline, too.
    out
}

fn failed(error: fancy_regex::Error) -> Raise {
    Raise::limit(format!("the regular expression takes too long: {error}"))
}

/// `re.search`.
pub(super) fn search<'t>(pattern: &Regex, text: &'t str) -> Result<Option<Captures<'t, str>>> {
    pattern.captures(text).map_err(failed)
}

/// `re.match`: at the start only.
pub(super) fn match_start<'t>(pattern: &Regex, text: &'t str) -> Result<Option<Captures<'t, str>>> {
    let anchored = RegexBuilder::new(&format!(r"\A(?:{})", pattern.as_str()))
        .backtrack_limit(BACKTRACKS)
        .build()
        .map_err(|error| Raise::new(Kind::Python("error"), format!("{error}")))?;
    anchored.captures(text).map_err(failed)
}

/// The groups of a match as Salt's filters give them: all groups, or the whole match if there is none.
pub(super) fn groups(captures: &Captures<'_, str>) -> Object {
    let group = |at: usize| captures.get(at).map_or(Object::None, |found| Object::str(found.as_str()));
    if captures.len() == 1 {
        return Object::tuple(vec![group(0)]);
    }
    Object::tuple((1..captures.len()).map(group).collect())
}

/// `re.sub` with Python's template: `\1`, `\g<1>`, `\g<name>`, `\n`.
pub(super) fn substitute(pattern: &Regex, template: &str, text: &str) -> Result<String> {
    let mut out = String::new();
    let mut last = 0;
    for captures in pattern.captures_iter(text) {
        let captures = captures.map_err(failed)?;
        let Some(whole) = captures.get(0) else { continue };
        out.push_str(&text[last..whole.start()]);
        expand(template, &captures, &mut out)?;
        super::super::object::bounded(out.len(), super::super::object::MAX_BYTES)?;
        last = whole.end();
    }
    out.push_str(&text[last..]);
    Ok(out)
}

fn expand(template: &str, captures: &Captures<'_, str>, out: &mut String) -> Result<()> {
    let mut rest = template.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('g') if rest.peek() == Some(&'<') => {
                rest.next();
                let name: String = rest.by_ref().take_while(|c| *c != '>').collect();
                let found = match name.parse::<usize>() {
                    Ok(at) => group(captures, at)?,
                    Err(_) => captures.name(&name).map_or("", |found| found.as_str()),
                };
                out.push_str(found);
            }
            Some(digit @ '1'..='9') => {
                let mut at = digit.to_digit(10).unwrap_or(0) as usize;
                if let Some(next) = rest.peek().and_then(|c| c.to_digit(10)) {
                    rest.next();
                    at = at * 10 + next as usize;
                }
                out.push_str(group(captures, at)?);
            }
            Some('0') => out.push('\0'),
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('\\') => out.push('\\'),
            Some(other) if other.is_ascii_alphabetic() => {
                return Err(Raise::new(Kind::Python("error"), format!("bad escape \\{other}")));
            }
            Some(other) => out.extend(['\\', other]),
            None => return Err(Raise::new(Kind::Python("error"), "bad escape (end of pattern)")),
        }
    }
    Ok(())
}

fn group<'t>(captures: &Captures<'t, str>, at: usize) -> Result<&'t str> {
    if at >= captures.len() {
        return Err(Raise::new(Kind::Python("error"), format!("invalid group reference {at}")));
    }
    Ok(captures.get(at).map_or("", |found| found.as_str()))
}

/// `re.escape`.
pub(super) fn escape(text: &str) -> String {
    const SPECIAL: &str = "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}";
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if SPECIAL.contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
