//! Methods of text: case, stripping, padding, replacing, formatting.

use std::sync::Arc;

use super::super::super::object::{MAX_BYTES, Object, bounded};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call};
use super::super::format;

const SELF: &[&str] = &["self"];
const PAD: &[&str] = &["self", "width", "fillchar?"];

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "upper", parameters: SELF, run: |call| mapped(call, |s| s.to_uppercase()) },
    Builtin { name: "lower", parameters: SELF, run: |call| mapped(call, |s| s.to_lowercase()) },
    Builtin {
        name: "casefold",
        parameters: SELF,
        run: |call| mapped(call, |s| s.to_lowercase().replace('ß', "ss")),
    },
    Builtin { name: "capitalize", parameters: SELF, run: |call| mapped(call, capitalized) },
    Builtin { name: "title", parameters: SELF, run: |call| mapped(call, titled) },
    Builtin { name: "swapcase", parameters: SELF, run: |call| mapped(call, swapped) },
    Builtin { name: "strip", parameters: &["self", "chars?"], run: |call| strip(call, true, true) },
    Builtin { name: "lstrip", parameters: &["self", "chars?"], run: |call| strip(call, true, false) },
    Builtin { name: "rstrip", parameters: &["self", "chars?"], run: |call| strip(call, false, true) },
    Builtin {
        name: "removeprefix",
        parameters: &["self", "prefix"],
        run: |call| removed(call, |s, p| s.strip_prefix(p)),
    },
    Builtin {
        name: "removesuffix",
        parameters: &["self", "suffix"],
        run: |call| removed(call, |s, p| s.strip_suffix(p)),
    },
    Builtin { name: "replace", parameters: &["self", "old", "new", "count?"], run: replace },
    Builtin { name: "ljust", parameters: PAD, run: |call| padded(call, |missing| (0, missing)) },
    Builtin { name: "rjust", parameters: PAD, run: |call| padded(call, |missing| (missing, 0)) },
    Builtin { name: "center", parameters: PAD, run: center },
    Builtin { name: "zfill", parameters: &["self", "width"], run: zfill },
    Builtin { name: "expandtabs", parameters: &["self", "tabsize?"], run: expandtabs },
    Builtin { name: "encode", parameters: &["self", "encoding?", "errors?"], run: encode },
    Builtin {
        name: "format",
        parameters: &["self", "*", "**"],
        run: |call| {
            Ok(Object::from(format::format(
                call.machine,
                &call.text(0)?,
                &call.bound.rest,
                &call.bound.named,
            )?))
        },
    },
    Builtin { name: "format_map", parameters: &["self", "mapping"], run: format_map },
    Builtin { name: "translate", parameters: &["self", "table"], run: translate },
];

fn mapped(call: &Call<'_>, f: impl FnOnce(&str) -> String) -> Result<Object> {
    Ok(Object::from(f(&call.text(0)?)))
}

/// Python's `str.capitalize`.
pub(crate) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars.as_str().to_lowercase().chars()).collect(),
        None => String::new(),
    }
}

fn titled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_word = false;
    for c in text.chars() {
        if in_word {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        in_word = c.is_alphabetic();
    }
    out
}

fn swapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_uppercase() {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
    }
    out
}

fn strip(call: &Call<'_>, left: bool, right: bool) -> Result<Object> {
    let text = call.text(0)?;
    let chars = call.some(1).map(|_| call.text(1)).transpose()?;
    let strips = |c: char| match &chars {
        Some(chars) => chars.contains(c),
        None => c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c),
    };
    let mut rest: &str = &text;
    if left {
        rest = rest.trim_start_matches(strips);
    }
    if right {
        rest = rest.trim_end_matches(strips);
    }
    Ok(Object::str(rest))
}

fn removed(call: &Call<'_>, strip: for<'a> fn(&'a str, &str) -> Option<&'a str>) -> Result<Object> {
    let (text, part) = (call.text(0)?, call.text(1)?);
    Ok(Object::str(strip(&text, &part).unwrap_or(&text)))
}

/// Python's `str.replace`; a negative count means all.
pub(crate) fn replaced(text: &str, old: &str, new: &str, count: i128) -> Result<String> {
    let found = if old.is_empty() { text.chars().count() + 1 } else { text.matches(old).count() };
    let times = if count < 0 { found } else { found.min(count as usize) };
    bounded(text.len() + times.saturating_mul(new.len()), MAX_BYTES)?;
    Ok(text.replacen(old, new, times))
}

fn replace(call: &Call<'_>) -> Result<Object> {
    Ok(Object::from(replaced(&call.text(0)?, &call.text(1)?, &call.text(2)?, call.int(3, -1)?)?))
}

fn fill(call: &Call<'_>) -> Result<char> {
    let fill = call.text_or(2, " ")?;
    let mut chars = fill.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(c),
        _ => Err(Raise::type_error("The fill character must be exactly one character long")),
    }
}

fn padded(call: &Call<'_>, split: impl FnOnce(usize) -> (usize, usize)) -> Result<Object> {
    let (text, fill) = (call.text(0)?, fill(call)?);
    let width = usize::try_from(call.int(1, 0)?.max(0)).unwrap_or(usize::MAX);
    let (before, after) = split(width.saturating_sub(text.chars().count()));
    bounded(before.saturating_add(after), MAX_BYTES / 4)?;
    let pad = |n: usize| std::iter::repeat_n(fill, n);
    Ok(Object::from(pad(before).chain(text.chars()).chain(pad(after)).collect::<String>()))
}

/// How Python shares out the padding of a centred text.
pub(crate) fn centering(missing: usize, width: usize) -> (usize, usize) {
    let before = missing / 2 + (missing & width & 1);
    (before, missing - before)
}

fn center(call: &Call<'_>) -> Result<Object> {
    let width = usize::try_from(call.int(1, 0)?.max(0)).unwrap_or(usize::MAX);
    padded(call, |missing| centering(missing, width))
}

fn zfill(call: &Call<'_>) -> Result<Object> {
    let text = call.text(0)?;
    let width = usize::try_from(call.int(1, 0)?.max(0)).unwrap_or(usize::MAX);
    bounded(width, MAX_BYTES)?;
    let missing = width.saturating_sub(text.chars().count());
    let (sign, digits) = match text.strip_prefix(['+', '-']) {
        Some(digits) => (&text[..1], digits),
        None => ("", &*text),
    };
    Ok(Object::from(format!("{sign}{}{digits}", "0".repeat(missing))))
}

fn expandtabs(call: &Call<'_>) -> Result<Object> {
    let size = usize::try_from(call.int(1, 8)?.clamp(0, 1000)).unwrap_or(0);
    let text = call.text(0)?;
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' if size > 0 => {
                let width = size - column % size;
                out.extend(std::iter::repeat_n(' ', width));
                column += width;
            }
            '\t' => {}
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            c => {
                out.push(c);
                column += 1;
            }
        }
        bounded(out.len(), MAX_BYTES)?;
    }
    Ok(Object::from(out))
}

/// Text as bytes of an encoding.
pub(crate) fn encoded(text: &str, encoding: &str, errors: &str) -> Result<Arc<[u8]>> {
    let limit = match encoding.to_lowercase().replace('_', "-").as_str() {
        "utf-8" | "utf8" => return Ok(text.as_bytes().into()),
        "ascii" | "us-ascii" => 0x7f,
        "latin-1" | "latin1" | "iso-8859-1" => 0xff,
        other => return Err(Raise::new(Kind::Python("LookupError"), format!("unknown encoding: {other}"))),
    };
    let mut out = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        match u8::try_from(u32::from(c)).ok().filter(|b| *b <= limit) {
            Some(b) => out.push(b),
            None if errors == "ignore" => {}
            None if errors == "replace" => out.push(b'?'),
            None => {
                let message = format!("'{encoding}' codec can't encode character in position {at}");
                return Err(Raise::new(Kind::Python("UnicodeEncodeError"), message));
            }
        }
    }
    Ok(out.into())
}

fn encode(call: &Call<'_>) -> Result<Object> {
    let encoding = call.text_or(1, "utf-8")?;
    Ok(Object::Bytes(encoded(&call.text(0)?, &encoding, &call.text_or(2, "strict")?)?))
}

fn format_map(call: &Call<'_>) -> Result<Object> {
    let Object::Dict(dict) = call.get(1) else { return Err(call.wrong(1, "a mapping")) };
    let named: Vec<(Arc<str>, Object)> =
        dict.members().into_iter().filter_map(|(k, v)| Some((k.object().as_str()?.clone(), v))).collect();
    Ok(Object::from(format::format(call.machine, &call.text(0)?, &[], &named)?))
}

fn translate(call: &Call<'_>) -> Result<Object> {
    let Object::Dict(table) = call.get(1) else { return Err(call.wrong(1, "a mapping")) };
    let mut out = String::new();
    for c in call.text(0)?.chars() {
        match table.lookup(&Object::Int(i128::from(u32::from(c))))? {
            None => out.push(c),
            Some(Object::None) => {}
            Some(Object::Int(code)) => out.extend(u32::try_from(code).ok().and_then(char::from_u32)),
            Some(other) => out.push_str(&super::super::super::object::text(&other)?),
        }
    }
    Ok(Object::from(out))
}
