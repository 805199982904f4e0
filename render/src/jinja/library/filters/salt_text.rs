//! Salt's filters on text.

use std::sync::Arc;

use halite_common::glob;
use halite_common::value::Value;
use halite_common::yaml::{DumpOptions, dump};

use super::super::super::object::{
    MAX_BYTES, Object, bounded, collect, number, parse_float, parse_int, text,
};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call};
use super::super::methods::{capitalized, encoded};
use super::super::regex;

const PATTERN: &[&str] = &["txt", "rgx", "ignorecase?", "multiline?"];

pub(crate) const TABLE: &[Builtin] = &[
    Builtin { name: "to_bool", parameters: &["val"], run: to_bool },
    Builtin { name: "to_bytes", parameters: &["s", "encoding?", "errors?"], run: to_bytes },
    Builtin { name: "to_num", parameters: &["text"], run: |call| to_num(call.get(0)) },
    Builtin { name: "str_to_num", parameters: &["text"], run: |call| to_num(call.get(0)) },
    Builtin { name: "is_hex", parameters: &["value"], run: is_hex },
    Builtin {
        name: "contains_whitespace",
        parameters: &["text"],
        run: |call| Ok(Object::Bool(call.text(0)?.chars().any(char::is_whitespace))),
    },
    Builtin {
        name: "human_to_bytes",
        parameters: &["size", "default_unit?", "handle_metric?"],
        run: human_to_bytes,
    },
    Builtin {
        name: "check_whitelist_blacklist",
        parameters: &["value", "whitelist?", "blacklist?"],
        run: check_whitelist_blacklist,
    },
    Builtin { name: "to_snake_case", parameters: &["camel_input"], run: to_snake_case },
    Builtin { name: "to_camelcase", parameters: &["snake_input", "uppercamel?"], run: to_camelcase },
    Builtin { name: "quote", parameters: &["txt"], run: quote },
    Builtin {
        name: "regex_escape",
        parameters: &["value"],
        run: |call| Ok(Object::from(regex::escape(&call.text(0)?))),
    },
    Builtin { name: "regex_search", parameters: PATTERN, run: |call| regex_find(call, false) },
    Builtin { name: "regex_match", parameters: PATTERN, run: |call| regex_find(call, true) },
    Builtin {
        name: "regex_replace",
        parameters: &["txt", "rgx", "val", "ignorecase?", "multiline?"],
        run: regex_replace,
    },
    Builtin { name: "yaml_dquote", parameters: &["text"], run: |call| styled(&call.soft(0)?, '"') },
    Builtin { name: "yaml_squote", parameters: &["text"], run: |call| styled(&call.soft(0)?, '\'') },
    Builtin { name: "yaml_encode", parameters: &["data"], run: yaml_encode },
    Builtin { name: "strftime", parameters: &["date?", "format?"], run: super::super::time::strftime },
    Builtin { name: "date_format", parameters: &["date?", "format?"], run: super::super::time::strftime },
];

fn to_bool(call: &Call<'_>) -> Result<Object> {
    Ok(Object::Bool(match call.get(0) {
        Object::None => false,
        Object::Bool(b) => *b,
        Object::Str(s) | Object::Markup(s) => matches!(&*s.to_lowercase(), "yes" | "1" | "true"),
        Object::Int(i) => *i > 0,
        Object::Undefined(u) => return Err(u.raise()),
        other if !other.is_hashable() => other.len()? > 0,
        _ => false,
    }))
}

fn to_bytes(call: &Call<'_>) -> Result<Object> {
    if let Object::Bytes(bytes) = call.get(0) {
        return Ok(Object::Bytes(bytes.clone()));
    }
    let encoding = match call.some(1) {
        Some(_) => call.text(1)?,
        None => Arc::from("utf-8"),
    };
    Ok(Object::Bytes(encoded(&call.text(0)?, &encoding, &call.text_or(2, "strict")?)?))
}

/// A number, if the text is one; else the text.
pub(super) fn to_num(value: &Object) -> Result<Object> {
    if let Some(found) = number(value) {
        return Ok(Object::Int(found.float() as i128));
    }
    let Some(text) = value.as_str() else {
        return Err(Raise::type_error(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            value.type_name()
        )));
    };
    let float = || parse_float(text).map(Object::Float);
    Ok(parse_int(text, 10).map(Object::Int).or_else(float).unwrap_or_else(|| value.clone()))
}

fn is_hex(call: &Call<'_>) -> Result<Object> {
    Ok(Object::Bool(call.get(0).as_str().is_some_and(|text| parse_int(text, 16).is_some())))
}

fn human_to_bytes(call: &Call<'_>) -> Result<Object> {
    let source = call.soft(0)?;
    let source = source.trim();
    let end = source.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(source.len());
    let (value, unit) = (&source[..end], source[end..].trim_start().to_lowercase());
    let unit = if unit.is_empty() { call.text_or(1, "B")?.to_lowercase() } else { unit };
    let Some(value) = parse_int(value, 10).map(|i| i as f64).or_else(|| parse_float(value)) else {
        return Ok(Object::Int(0));
    };
    let Some(power) = unit.chars().next().and_then(|c| "bkmgtpezy".find(c)) else {
        return Ok(Object::Int(0));
    };
    let metric = power > 0 && unit.len() == 2 && unit.ends_with('b');
    let known = metric || unit.len() == 1 || (power > 0 && unit.len() == 3 && unit.ends_with("ib"));
    if !known {
        return Ok(Object::Int(0));
    }
    let decimal = metric && call.flag(2, false)?;
    let factor = if decimal { 10_f64.powi(3 * power as i32) } else { 2_f64.powi(10 * power as i32) };
    Ok(Object::Int((value * factor) as i128))
}

fn listed(given: Option<&Object>) -> Result<Vec<Object>> {
    match given {
        None => Ok(Vec::new()),
        Some(value) if !value.truth()? => Ok(Vec::new()),
        Some(text @ (Object::Str(_) | Object::Markup(_))) => Ok(vec![text.clone()]),
        Some(other) => collect(other),
    }
}

fn fits(value: &str, patterns: &[Object]) -> bool {
    patterns.iter().filter_map(Object::as_str).any(|pattern| {
        let whole = || regex::compiled(&format!(r"\A(?:{pattern})\Z"), false, false).ok();
        glob::matches(pattern, value) || whole().is_some_and(|regex| regex.is_match(value).unwrap_or(false))
    })
}

fn check_whitelist_blacklist(call: &Call<'_>) -> Result<Object> {
    let (white, black) = (listed(call.opt(1))?, listed(call.opt(2))?);
    let value = call.soft(0)?;
    let allowed = white.is_empty() || fits(&value, &white);
    Ok(Object::Bool(allowed && !fits(&value, &black)))
}

fn to_snake_case(call: &Call<'_>) -> Result<Object> {
    let chars: Vec<char> = call.text(0)?.chars().collect();
    let mut out = String::new();
    for (at, c) in chars.iter().enumerate() {
        let next_lower = chars.get(at + 1).is_some_and(|c| c.is_lowercase());
        if at > 0 && c.is_uppercase() && (chars[at - 1].is_lowercase() || next_lower) {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    Ok(Object::from(out))
}

fn to_camelcase(call: &Call<'_>) -> Result<Object> {
    let upper = call.flag(1, false)?;
    let source = call.text(0)?;
    let words = source.split('_').enumerate();
    Ok(Object::from(
        words
            .map(|(n, word)| if n == 0 && !upper { word.to_owned() } else { capitalized(word) })
            .collect::<String>(),
    ))
}

fn quote(call: &Call<'_>) -> Result<Object> {
    match call.get(0) {
        Object::Undefined(u) => Err(u.raise()),
        value => match value.as_str() {
            Some(text) => Ok(Object::from(quoted(text))),
            None => {
                let found = value.type_name();
                Err(Raise::type_error(format!("expected string or bytes-like object, got '{found}'")))
            }
        },
    }
}

/// `shlex.quote`.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\"'\"'"))
}

fn regex_find(call: &Call<'_>, at_start: bool) -> Result<Object> {
    let pattern = regex::compiled(&call.text(1)?, call.flag(2, false)?, call.flag(3, false)?)?;
    let source = call.text(0)?;
    let found =
        if at_start { regex::match_start(&pattern, &source)? } else { regex::search(&pattern, &source)? };
    Ok(found.map_or(Object::None, |captures| regex::groups(&captures)))
}

fn regex_replace(call: &Call<'_>) -> Result<Object> {
    let pattern = regex::compiled(&call.text(1)?, call.flag(3, false)?, call.flag(4, false)?)?;
    let source = call.text(0)?;
    bounded(source.len(), MAX_BYTES)?;
    Ok(Object::from(regex::substitute(&pattern, &call.text(2)?, &source)?))
}

fn styled(source: &str, style: char) -> Result<Object> {
    let options =
        DumpOptions { style: Some(style), width: i32::MAX, unicode: false, ..DumpOptions::default() };
    Ok(Object::str(dump(&Value::from(source), &options).trim_end_matches('\n')))
}

fn yaml_encode(call: &Call<'_>) -> Result<Object> {
    match call.get(0) {
        Object::Str(source) | Object::Markup(source) => styled(source, '"'),
        data @ (Object::None | Object::Bool(_) | Object::Int(_) | Object::Float(_)) => {
            let value = super::super::super::object::to_value(data)?;
            let dumped = dump(&value, &DumpOptions::default());
            Ok(Object::str(dumped.trim_end().trim_end_matches("...").trim_end()))
        }
        other => Err(Raise::new(
            Kind::Python("TypeError"),
            format!(
                "yaml_encode() only works with YAML scalar data; failed for <class '{}'>",
                text(&Object::str(other.type_name()))?
            ),
        )),
    }
}
