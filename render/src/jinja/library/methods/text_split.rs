//! Methods of text that take it apart or join it, and that search in it.

use super::super::super::object::{MAX_BYTES, MAX_ITEMS, Object, bounded, iterate};
use super::super::super::raise::{Raise, Result};
use super::super::super::run::{Builtin, Call};

const SEARCH: &[&str] = &["self", "sub", "start?", "end?"];
const SPLIT: &[&str] = &["self", "sep?", "maxsplit?"];

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "split", parameters: SPLIT, run: |call| split(call, false) },
    Builtin { name: "rsplit", parameters: SPLIT, run: |call| split(call, true) },
    Builtin { name: "splitlines", parameters: &["self", "keepends?"], run: splitlines },
    Builtin { name: "partition", parameters: &["self", "sep"], run: |call| partition(call, false) },
    Builtin { name: "rpartition", parameters: &["self", "sep"], run: |call| partition(call, true) },
    Builtin { name: "join", parameters: &["self", "iterable"], run: join },
    Builtin {
        name: "find",
        parameters: SEARCH,
        run: |call| Ok(Object::Int(found(call, false)?.map_or(-1, |at| at as i128))),
    },
    Builtin {
        name: "rfind",
        parameters: SEARCH,
        run: |call| Ok(Object::Int(found(call, true)?.map_or(-1, |at| at as i128))),
    },
    Builtin { name: "index", parameters: SEARCH, run: |call| index(call, false) },
    Builtin { name: "rindex", parameters: SEARCH, run: |call| index(call, true) },
    Builtin { name: "count", parameters: SEARCH, run: count },
];

fn list<'a>(parts: impl Iterator<Item = &'a str>) -> Object {
    Object::list(parts.map(Object::str).collect())
}

fn split(call: &Call<'_>, from_right: bool) -> Result<Object> {
    let text = call.text(0)?;
    let limit = call.int(2, -1)?;
    bounded(text.len(), MAX_ITEMS * 16)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX - 1);
    let Some(separator) = call.some(1) else {
        return Ok(if from_right { rsplit_blank(&text, limit) } else { split_blank(&text, limit) });
    };
    let Some(separator) = separator.as_str() else {
        return Err(Raise::type_error(format!("must be str or None, not {}", separator.type_name())));
    };
    if separator.is_empty() {
        return Err(Raise::value("empty separator"));
    }
    if !from_right {
        return Ok(list(text.splitn(limit.saturating_add(1), &**separator)));
    }
    let mut parts: Vec<&str> = text.rsplitn(limit.saturating_add(1), &**separator).collect();
    parts.reverse();
    Ok(list(parts.into_iter()))
}

fn split_blank(text: &str, limit: usize) -> Object {
    let mut parts = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if parts.len() == limit {
            parts.push(rest.trim_end());
            break;
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        parts.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    list(parts.into_iter())
}

fn rsplit_blank(text: &str, limit: usize) -> Object {
    let mut parts = Vec::new();
    let mut rest = text.trim_end();
    while !rest.is_empty() {
        if parts.len() == limit {
            parts.push(rest.trim_start());
            break;
        }
        let start = rest.char_indices().rev().find(|(_, c)| c.is_whitespace());
        let start = start.map_or(0, |(at, c)| at + c.len_utf8());
        parts.push(&rest[start..]);
        rest = rest[..start].trim_end();
    }
    parts.reverse();
    list(parts.into_iter())
}

/// Python's `str.splitlines`.
pub(crate) fn lines(text: &str, keep_ends: bool) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let breaks = matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        );
        if !breaks {
            continue;
        }
        let mut end = at + c.len_utf8();
        if c == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some() {
            end += 1;
        }
        lines.push(&text[start..if keep_ends { end } else { at }]);
        start = end;
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

fn splitlines(call: &Call<'_>) -> Result<Object> {
    Ok(list(lines(&call.text(0)?, call.flag(1, false)?).into_iter()))
}

fn partition(call: &Call<'_>, from_right: bool) -> Result<Object> {
    let (text, separator) = (call.text(0)?, call.text(1)?);
    if separator.is_empty() {
        return Err(Raise::value("empty separator"));
    }
    let found = if from_right { text.rsplit_once(&*separator) } else { text.split_once(&*separator) };
    let parts = match found {
        Some((before, after)) => [before, &*separator, after],
        None if from_right => ["", "", &*text],
        None => [&*text, "", ""],
    };
    Ok(Object::tuple(parts.into_iter().map(Object::str).collect()))
}

fn join(call: &Call<'_>) -> Result<Object> {
    let separator = call.text(0)?;
    let mut next = iterate(call.get(1)).map_err(|raise| {
        if raise.is_python("TypeError") { Raise::type_error("can only join an iterable") } else { raise }
    })?;
    let mut out = String::new();
    let mut at = 0;
    while let Some(item) = next()? {
        let Some(part) = item.as_str() else {
            let found = item.type_name();
            return Err(Raise::type_error(format!(
                "sequence item {at}: expected str instance, {found} found"
            )));
        };
        if at > 0 {
            out.push_str(&separator);
        }
        out.push_str(part);
        bounded(out.len(), MAX_BYTES)?;
        at += 1;
    }
    Ok(Object::from(out))
}

/// The byte range of `[start:end]` in characters.
fn window(call: &Call<'_>, text: &str) -> Result<(usize, usize)> {
    let length = text.chars().count() as i128;
    let bound = |at: Option<&Object>, default: i128| match at {
        Some(at) => super::super::super::object::index_of(at)
            .map(|at| if at < 0 { (at + length).max(0) } else { at.min(length) }),
        None => Ok(default),
    };
    let (start, end) = (bound(call.some(2), 0)?, bound(call.some(3), length)?);
    let byte = |at: i128| text.char_indices().nth(at as usize).map_or(text.len(), |(byte, _)| byte);
    Ok((byte(start), byte(end).max(byte(start))))
}

fn found(call: &Call<'_>, from_right: bool) -> Result<Option<usize>> {
    let (text, part) = (call.text(0)?, call.text(1)?);
    let (start, end) = window(call, &text)?;
    let inside = &text[start..end];
    let at = if from_right { inside.rfind(&*part) } else { inside.find(&*part) };
    Ok(at.map(|at| text[..start + at].chars().count()))
}

fn index(call: &Call<'_>, from_right: bool) -> Result<Object> {
    found(call, from_right)?.map(Object::from).ok_or_else(|| Raise::value("substring not found"))
}

fn count(call: &Call<'_>) -> Result<Object> {
    let (text, part) = (call.text(0)?, call.text(1)?);
    let (start, end) = window(call, &text)?;
    Ok(Object::from(text[start..end].matches(&*part).count()))
}
