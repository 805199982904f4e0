//! Jinja2's filters for HTML and URLs.

use super::super::super::object::{Object, collect, text};
use super::super::super::raise::{Raise, Result};
use super::super::super::run::{Builtin, Call};

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "e", parameters: &["s"], run: escaped },
    Builtin { name: "escape", parameters: &["s"], run: escaped },
    Builtin {
        name: "forceescape",
        parameters: &["value"],
        run: |call| Ok(Object::Markup(escape(&call.soft(0)?).into())),
    },
    Builtin { name: "safe", parameters: &["value"], run: |call| Ok(Object::Markup(call.soft(0)?)) },
    Builtin { name: "striptags", parameters: &["value"], run: striptags },
    Builtin { name: "xmlattr", parameters: &["d", "autospace?"], run: xmlattr },
    Builtin { name: "urlencode", parameters: &["value"], run: urlencode },
    Builtin {
        name: "urlize",
        parameters: &["value", "trim_url_limit?", "nofollow?", "target?", "rel?", "extra_schemes?"],
        run: urlize,
    },
];

/// Escapes text for HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn escaped(call: &Call<'_>) -> Result<Object> {
    match call.get(0) {
        Object::Markup(text) => Ok(Object::Markup(text.clone())),
        other => Ok(Object::Markup(escape(&text(other)?).into())),
    }
}

fn striptags(call: &Call<'_>) -> Result<Object> {
    let text = call.soft(0)?;
    let mut out = String::new();
    let mut rest: &str = &text;
    while let Some(at) = rest.find('<') {
        let close = if rest[at..].starts_with("<!--") { "-->" } else { ">" };
        let Some(end) = rest[at..].find(close) else { break };
        out.push_str(&rest[..at]);
        rest = &rest[at + end + close.len()..];
    }
    out.push_str(rest);
    let words: Vec<&str> = out.split_whitespace().collect();
    let plain = words.join(" ");
    let plain =
        plain.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", "\"").replace("&quot;", "\"");
    Ok(Object::from(plain.replace("&#39;", "'").replace("&nbsp;", "\u{a0}").replace("&amp;", "&")))
}

fn xmlattr(call: &Call<'_>) -> Result<Object> {
    let Object::Dict(dict) = call.get(0) else { return Err(call.wrong(0, "a mapping")) };
    let mut parts = Vec::new();
    for (key, value) in dict.members() {
        if value.is_none() || value.is_undefined() {
            continue;
        }
        let key = text(key.object())?;
        if key.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '=')) {
            return Err(Raise::value(format!("Invalid character in attribute name: '{key}'")));
        }
        let shown = match &value {
            Object::Markup(text) => text.to_string(),
            other => escape(&text(other)?),
        };
        parts.push(format!("{}=\"{shown}\"", escape(&key)));
    }
    let joined = parts.join(" ");
    Ok(Object::from(if call.flag(1, true)? && !joined.is_empty() { format!(" {joined}") } else { joined }))
}

fn quoted(text: &str, keep: &str) -> String {
    let mut out = String::new();
    for b in text.bytes() {
        let c = char::from(b);
        if b.is_ascii_alphanumeric() || "_.-~".contains(c) || keep.contains(c) {
            out.push(c);
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

fn urlencode(call: &Call<'_>) -> Result<Object> {
    let value = call.get(0);
    if value.as_str().is_some() || !matches!(value, Object::Dict(_) | Object::List(_) | Object::Tuple(_)) {
        return Ok(Object::from(quoted(&text(value)?, "/")));
    }
    let pairs = match value {
        Object::Dict(dict) => dict.members().into_iter().map(|(k, v)| Ok([k.into_object(), v])).collect(),
        other => collect(other)?
            .iter()
            .map(|pair| {
                <[Object; 2]>::try_from(collect(pair)?).map_err(|_| Raise::value("a pair has two items"))
            })
            .collect::<Result<Vec<_>>>(),
    }?;
    let encoded = pairs
        .iter()
        .map(|[key, value]| {
            let plus = |o: &Object| Ok::<_, Raise>(quoted(&text(o)?, "").replace("%20", "+"));
            Ok(format!("{}={}", plus(key)?, plus(value)?))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Object::from(encoded.join("&")))
}

fn urlize(call: &Call<'_>) -> Result<Object> {
    let source = call.soft(0)?;
    let limit = match call.some(1) {
        Some(_) => usize::try_from(call.int(1, 0)?.max(0)).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let rel = if call.flag(2, false)? { "nofollow noopener" } else { "noopener" };
    let target = match call.some(3) {
        Some(target) => format!(" target=\"{}\"", escape(&text(target)?)),
        None => String::new(),
    };
    let linked = |word: &str| {
        let bare = word.trim_matches(|c| "()<>.,\n".contains(c));
        let url = if bare.starts_with("http://") || bare.starts_with("https://") {
            bare.to_owned()
        } else if bare.starts_with("www.") {
            format!("https://{bare}")
        } else {
            return escape(word);
        };
        let shown: String = bare.chars().take(limit).collect();
        let dots = if bare.chars().count() > limit { "..." } else { "" };
        let link = format!("<a href=\"{}\" rel=\"{rel}\"{target}>{}{dots}</a>", escape(&url), escape(&shown));
        escape(word).replace(&escape(bare), &link)
    };
    let words: Vec<String> = source.split(' ').map(linked).collect();
    Ok(Object::from(words.join(" ")))
}
