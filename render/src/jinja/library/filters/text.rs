//! Jinja2's filters on text.

use super::super::super::object::{MAX_BYTES, Object, Undefined, bounded, text};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call, own_attribute};
use super::super::methods::{capitalized, centering, lines, replaced};
use super::super::percent;

const ONE: &[&str] = &["s"];

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "upper", parameters: ONE, run: |call| Ok(Object::from(call.soft(0)?.to_uppercase())) },
    Builtin { name: "lower", parameters: ONE, run: |call| Ok(Object::from(call.soft(0)?.to_lowercase())) },
    Builtin {
        name: "capitalize",
        parameters: ONE,
        run: |call| Ok(Object::from(capitalized(&call.soft(0)?))),
    },
    Builtin { name: "title", parameters: ONE, run: title },
    Builtin { name: "trim", parameters: &["value", "chars?"], run: trim },
    Builtin { name: "replace", parameters: &["s", "old", "new", "count?"], run: replace },
    Builtin { name: "center", parameters: &["value", "width?"], run: center },
    Builtin { name: "indent", parameters: &["s", "width?", "first?", "blank?"], run: indent },
    Builtin {
        name: "truncate",
        parameters: &["s", "length?", "killwords?", "end?", "leeway?"],
        run: truncate,
    },
    Builtin {
        name: "wordwrap",
        parameters: &["s", "width?", "break_long_words?", "wrapstring?", "break_on_hyphens?"],
        run: wordwrap,
    },
    Builtin { name: "wordcount", parameters: ONE, run: wordcount },
    Builtin { name: "string", parameters: &["object"], run: string },
    Builtin { name: "format", parameters: &["value", "*", "**"], run: format },
    Builtin { name: "default", parameters: &["value", "default_value?", "boolean?"], run: default },
    Builtin { name: "d", parameters: &["value", "default_value?", "boolean?"], run: default },
    Builtin { name: "attr", parameters: &["obj", "name"], run: attr },
];

fn string(call: &Call<'_>) -> Result<Object> {
    match call.get(0) {
        Object::Markup(text) => Ok(Object::Markup(text.clone())),
        other => Ok(Object::Str(text(other)?)),
    }
}

fn default(call: &Call<'_>) -> Result<Object> {
    let value = call.get(0);
    if value.is_undefined() || (call.flag(2, false)? && !value.truth()?) {
        return Ok(call.opt(1).cloned().unwrap_or_else(|| Object::str("")));
    }
    Ok(value.clone())
}

fn attr(call: &Call<'_>) -> Result<Object> {
    let owner = call.get(0);
    if let Object::Undefined(u) = owner {
        return Err(u.raise());
    }
    let name = call.soft(1)?;
    if name.starts_with("__") {
        return Ok(Undefined::unsafe_attribute(owner, &name).into());
    }
    let missing = || Undefined::member(owner, Object::Str(name.clone()), call.machine.is_lenient()).into();
    Ok(own_attribute(call.machine, owner, &name)?.unwrap_or_else(missing))
}

fn title(call: &Call<'_>) -> Result<Object> {
    let mut out = String::new();
    let mut begins = true;
    for c in call.soft(0)?.chars() {
        if begins {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        begins = c.is_whitespace() || "-([{<".contains(c);
    }
    Ok(Object::from(out))
}

fn trim(call: &Call<'_>) -> Result<Object> {
    let text = call.soft(0)?;
    Ok(match call.some(1) {
        Some(_) => {
            let chars = call.text(1)?;
            Object::str(text.trim_matches(|c| chars.contains(c)))
        }
        None => Object::str(text.trim()),
    })
}

fn replace(call: &Call<'_>) -> Result<Object> {
    let count = call.some(3).map_or(Ok(-1), |_| call.int(3, -1))?;
    Ok(Object::from(replaced(&call.soft(0)?, &call.soft(1)?, &call.soft(2)?, count)?))
}

fn center(call: &Call<'_>) -> Result<Object> {
    let text = call.soft(0)?;
    let width = bounded(usize::try_from(call.int(1, 80)?.max(0)).unwrap_or(usize::MAX), MAX_BYTES / 2)?;
    let (before, after) = centering(width.saturating_sub(text.chars().count()), width);
    Ok(Object::from(format!("{}{text}{}", " ".repeat(before), " ".repeat(after))))
}

fn indent(call: &Call<'_>) -> Result<Object> {
    let source = call.soft(0)?;
    let indention = match call.opt(1) {
        Some(Object::Str(text)) => text.to_string(),
        Some(_) => {
            " ".repeat(bounded(usize::try_from(call.int(1, 4)?.max(0)).unwrap_or(usize::MAX), 10_000)?)
        }
        None => " ".repeat(4),
    };
    let (first, blank) = (call.flag(2, false)?, call.flag(3, false)?);
    let source = format!("{source}\n");
    let parts = lines(&source, false);
    bounded(source.len() + parts.len() * indention.len(), MAX_BYTES)?;
    let mut out = String::new();
    for (n, line) in parts.iter().enumerate() {
        if n > 0 {
            out.push('\n');
            if blank || !line.is_empty() {
                out.push_str(&indention);
            }
        }
        out.push_str(line);
    }
    Ok(if first { Object::from(indention + &out) } else { Object::from(out) })
}

fn truncate(call: &Call<'_>) -> Result<Object> {
    let text = call.soft(0)?;
    let length = usize::try_from(call.int(1, 255)?.max(0)).unwrap_or(usize::MAX);
    let end = call.text_or(3, "...")?;
    if length < end.chars().count() {
        let message = format!("expected length >= {}, got {length}", end.chars().count());
        return Err(Raise::new(Kind::Python("AssertionError"), message));
    }
    let leeway = match call.some(4) {
        Some(_) => usize::try_from(call.int(4, 5)?.max(0)).unwrap_or(usize::MAX),
        None => 5,
    };
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= length.saturating_add(leeway) {
        return Ok(Object::Str(text));
    }
    let kept: String = chars[..length.saturating_sub(end.chars().count()).min(chars.len())].iter().collect();
    if call.flag(2, false)? {
        return Ok(Object::from(kept + &end));
    }
    let whole_words = kept.rsplit_once(' ').map_or(&*kept, |(words, _)| words);
    Ok(Object::from(format!("{whole_words}{end}")))
}

fn wordwrap(call: &Call<'_>) -> Result<Object> {
    let width = usize::try_from(call.int(1, 79)?.max(1)).unwrap_or(usize::MAX);
    let breaks = call.flag(2, true)?;
    let newline = call.text_or(3, "\n")?;
    let hyphens = call.flag(4, true)?;
    let source = call.soft(0)?;
    let wrapped: Vec<String> = lines(&source, false)
        .into_iter()
        .map(|line| wrap(line, width, breaks, hyphens).join(&newline))
        .collect();
    Ok(Object::from(wrapped.join(&newline)))
}

/// Python's `textwrap.wrap` with whitespace kept as it is.
fn wrap(line: &str, width: usize, breaks: bool, hyphens: bool) -> Vec<String> {
    let mut chunks: std::collections::VecDeque<String> = pieces(line, hyphens).into();
    let mut rows = Vec::new();
    let mut row = String::new();
    while let Some(chunk) = chunks.pop_front() {
        let (have, more) = (row.chars().count(), chunk.chars().count());
        if have + more <= width {
            if !(row.is_empty() && !rows.is_empty() && chunk.trim().is_empty()) {
                row.push_str(&chunk);
            }
            continue;
        }
        if more > width && breaks {
            let room = width.saturating_sub(have).max(usize::from(row.is_empty()));
            let split = chunk.char_indices().nth(room).map_or(chunk.len(), |(at, _)| at);
            row.push_str(&chunk[..split]);
            chunks.push_front(chunk[split..].to_owned());
        } else if row.is_empty() {
            row.push_str(&chunk);
        } else {
            chunks.push_front(chunk);
        }
        finish_row(&mut row, &mut rows);
    }
    finish_row(&mut row, &mut rows);
    rows
}

fn finish_row(row: &mut String, rows: &mut Vec<String>) {
    let done = row.trim_end();
    if !done.is_empty() {
        rows.push(done.to_owned());
    }
    row.clear();
}

fn pieces(line: &str, hyphens: bool) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut last_blank = None;
    let mut after_hyphen = false;
    for c in line.chars() {
        let blank = c.is_whitespace();
        if last_blank == Some(blank) && !(after_hyphen && c.is_alphanumeric()) {
            if let Some(piece) = pieces.last_mut() {
                piece.push(c);
            }
        } else {
            pieces.push(c.to_string());
        }
        after_hyphen = hyphens
            && c == '-'
            && pieces.last().is_some_and(|piece| piece.chars().rev().nth(1).is_some_and(char::is_alphabetic));
        last_blank = Some(blank);
    }
    pieces
}

fn wordcount(call: &Call<'_>) -> Result<Object> {
    let text = call.soft(0)?;
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty());
    Ok(Object::from(words.count()))
}

fn format(call: &Call<'_>) -> Result<Object> {
    let (rest, named) = (&call.bound.rest, &call.bound.named);
    if !rest.is_empty() && !named.is_empty() {
        return Err(Raise::type_error("can't handle positional and keyword arguments at the same time"));
    }
    let operand = if named.is_empty() {
        Object::tuple(rest.clone())
    } else {
        let members = named.iter().map(|(n, v)| (super::super::super::object::Key::text(n), v.clone()));
        Object::dict(super::super::super::object::Dict::of(members))
    };
    percent(&Object::Str(call.soft(0)?), &operand)
}
