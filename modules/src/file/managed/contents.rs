//! Content written out in the state, the pillar or the grains.

use std::borrow::Cow;

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Ask, ModuleError, RenderFile};

use super::Managed;
use crate::file::text;

/// The content, or `None` if it is to come from elsewhere. The error is what the user reads.
pub(super) fn contents(managed: &Managed, ask: &Ask<'_>) -> Result<Option<Vec<u8>>, String> {
    let Some(value) = raw(managed, ask)? else { return Ok(None) };
    if !managed.allow_empty && !value.is_truthy() {
        return Err(format!(
            "{} value would result in empty contents. Set allow_empty to True to allow the managed file to be empty.",
            origin(managed)
        ));
    }
    let text = match text_of(&value) {
        Some(text) => lines_joined(&text, managed.contents_newline),
        None if managed.template.is_some() => {
            return Err(
                "Contents specified by contents/contents_pillar/contents_grains appears to be binary data, \
                        and as will not be able to be treated as a Jinja template."
                    .into(),
            );
        }
        None => return Ok(Some(bytes_of(value))),
    };
    let text = match &managed.template {
        Some(engine) => render(managed, ask, &text, engine)?,
        None => text,
    };
    match &managed.encoding {
        Some(encoding) => encode(&text, encoding, &managed.encoding_errors).map(Some),
        None => Ok(Some(text.into_bytes())),
    }
}

fn raw<'a>(managed: &'a Managed, ask: &Ask<'_>) -> Result<Option<Cow<'a, Value>>, String> {
    if !managed.contents_pillar.0.is_empty() {
        let pillar = Value::Dict(ask.facts.pillar().as_ref().clone());
        return looked_up(managed, &managed.contents_pillar.0, &pillar, "Pillar").map(Some);
    }
    if !managed.contents_grains.0.is_empty() {
        let grains = Value::Dict(ask.facts.grains().as_ref().clone());
        return looked_up(managed, &managed.contents_grains.0, &grains, "Grain").map(Some);
    }
    Ok(Some(&managed.contents).filter(|contents| !contents.is_null()).map(Cow::Borrowed))
}

fn looked_up<'a>(
    managed: &Managed,
    keys: &[Text],
    data: &Value,
    what: &str,
) -> Result<Cow<'a, Value>, String> {
    let find = |key: &Text| {
        let found = data.traverse(key, &managed.contents_delimiter);
        found.cloned().ok_or_else(|| format!("{what} {key} does not exist"))
    };
    match keys {
        [one] => find(one).map(Cow::Owned),
        several => {
            let parts = several.iter().map(find).collect::<Result<Vec<_>, _>>()?;
            let text = parts.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
            Ok(Cow::Owned(text.into()))
        }
    }
}

fn origin(managed: &Managed) -> String {
    let words = |keys: &[Text]| keys.iter().map(|key| key.0.as_str()).collect::<Vec<_>>().join(", ");
    match (managed.contents_pillar.0.as_slice(), managed.contents_grains.0.as_slice()) {
        ([], []) => "'contents'".into(),
        ([], grains) => format!("contents_grains {}", words(grains)),
        (pillar, _) => format!("contents_pillar {}", words(pillar)),
    }
}

/// The parts as texts; `None` for bytes that are none.
fn text_of(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Bytes(bytes) => Some(vec![String::from_utf8(bytes.clone()).ok()?]),
        Value::List(items) => Some(items.iter().map(Value::to_string).collect()),
        other => Some(vec![other.to_string()]),
    }
}

fn bytes_of(value: Cow<'_, Value>) -> Vec<u8> {
    match value.into_owned() {
        Value::Bytes(bytes) => bytes,
        other => other.to_string().into_bytes(),
    }
}

fn lines_joined(parts: &[String], newline: bool) -> String {
    let mut text = String::new();
    for line in parts.iter().flat_map(|part| text::lines(part)) {
        text.push_str(line.trim_end_matches('\n').trim_end_matches('\r'));
        text.push('\n');
    }
    if !newline {
        text.truncate(text.trim_end_matches('\n').trim_end_matches('\r').len());
    }
    text
}

fn render(managed: &Managed, ask: &Ask<'_>, text: &str, engine: &str) -> Result<String, String> {
    let request = RenderFile {
        source: &managed.name,
        text,
        engine,
        saltenv: managed.saltenv.as_deref().unwrap_or_else(|| super::obtain::saltenv(ask)),
        context: super::obtain::own_names(managed),
    };
    ask.facts.render(&request).map_err(shown)
}

/// What the user reads of an error: it, and where in the template it lies.
pub(super) fn shown(error: ModuleError) -> String {
    let failure = error.into_failure();
    let hint = failure.hint.map(|hint| format!("\nHint: {hint}")).unwrap_or_default();
    match failure.place {
        // A message of several lines shows the template itself.
        Some(place) if failure.message.contains('\n') => format!("{}\n{place}{hint}", failure.message),
        Some(place) => format!("{}; {place}{hint}", failure.message),
        None => failure.message + &hint,
    }
}

fn encode(text: &str, encoding: &str, errors: &str) -> Result<Vec<u8>, String> {
    let largest = match encoding.to_lowercase().replace('_', "-").as_str() {
        "utf-8" | "utf8" => return Ok(text.as_bytes().to_vec()),
        "ascii" | "us-ascii" => 0x7f,
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" => 0xff,
        _ => return Err(format!("unknown encoding: {encoding}")),
    };
    let mut bytes = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        match u8::try_from(u32::from(c)).ok().filter(|byte| *byte <= largest) {
            Some(byte) => bytes.push(byte),
            None if errors == "ignore" => {}
            None if errors == "replace" => bytes.push(b'?'),
            None => return Err(format!("'{encoding}' codec can't encode character {c:?} in position {at}")),
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{encode, lines_joined};

    #[test]
    fn parts_become_lines() {
        let check = |parts: &[&str], newline, expected: &str| {
            let parts: Vec<String> = parts.iter().map(|part| (*part).into()).collect();
            assert_eq!(lines_joined(&parts, newline), expected);
        };
        check(&["a\r\nb"], true, "a\nb\n");
        check(&["a", "b\n\n"], true, "a\nb\n\n");
        check(&["a\n\n"], false, "a");
        check(&[""], true, "");
    }

    #[test]
    fn encodings() {
        assert_eq!(encode("é", "latin-1", "strict"), Ok(vec![0xe9]));
        assert_eq!(encode("aé", "ascii", "replace"), Ok(b"a?".to_vec()));
        assert!(encode("€", "latin-1", "strict").is_err());
        assert!(encode("a", "ebcdic", "strict").is_err());
    }
}
