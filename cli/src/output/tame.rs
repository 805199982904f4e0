//! Text made safe for a terminal: what comes from a minion may come from an attacker.
//!
//! In what is shown to people, a character that commands the terminal becomes `?`, as the escape character does in
//! Salt. Line breaks and tabs stay. Formats for programs (`json`, `yaml`, `raw`, `pprint`) write such characters in
//! their own escapes instead, so that nothing is lost.

use std::borrow::Cow;

use halite_common::value::{Dict, Key, Value};

/// Whether a character moves the cursor, begins a command of the terminal, or turns the order of what is read.
pub(super) fn commands(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || turns(c)
}

/// Whether a character changes the direction in which text is shown, so that it reads as something else.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Replaces what could command the terminal. A line break of two characters becomes one of one.
pub(crate) fn strip_escapes(text: &str) -> String {
    text.replace("\r\n", "\n").chars().map(|c| if commands(c) { '?' } else { c }).collect()
}

/// A value in which no text commands the terminal.
pub(super) fn tame(value: &Value) -> Cow<'_, Value> {
    if is_tame(value) { Cow::Borrowed(value) } else { Cow::Owned(tamed(value)) }
}

fn is_tame(value: &Value) -> bool {
    let text_is_tame = |text: &str| !text.contains(commands);
    match value {
        Value::Str(text) => text_is_tame(text),
        Value::Bytes(bytes) => std::str::from_utf8(bytes).map_or(true, text_is_tame),
        Value::List(items) => items.iter().all(is_tame),
        Value::Dict(dict) => {
            dict.iter().all(|(key, value)| key.as_str().is_none_or(text_is_tame) && is_tame(value))
        }
        _ => true,
    }
}

fn tamed(value: &Value) -> Value {
    match value {
        Value::Str(text) => Value::from(strip_escapes(text)),
        Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Value::Bytes(strip_escapes(text).into_bytes()),
            Err(_) => value.clone(),
        },
        Value::List(items) => items.iter().map(tamed).collect(),
        Value::Dict(dict) => {
            let member = |(key, value): (&Key, &Value)| {
                let key = key.as_str().map_or_else(|| key.clone(), |text| strip_escapes(text).into());
                (key, tamed(value))
            };
            Value::Dict(dict.iter().map(member).collect::<Dict>())
        }
        plain => plain.clone(),
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    use super::{
        super::{Outputter, Settings},
        commands, strip_escapes, tame,
    };

    #[test]
    fn what_commands_a_terminal_becomes_a_question_mark() {
        let check = |text: &str, expected: &str| assert_eq!(strip_escapes(text), expected, "{text:?}");
        check("plain é 日本 \u{200d}", "plain é 日本 \u{200d}");
        check("a\tb\nc\r\nd", "a\tb\nc\nd");
        check("\u{1b}[2J\u{9b}2J\u{7}\u{8}\rx\u{7f}\0", "?[2J?2J???x??");
        check("\u{202e}txt.exe\u{2066}", "?txt.exe?");
    }

    #[test]
    fn no_outputter_lets_a_command_through() {
        let spell = "\u{1b}[2J\u{9b}\u{7}\r\u{8}\u{7f}\u{202e}\u{61c}";
        let inner = Dict::from([(spell, Value::from(spell)), ("b", Value::Bytes(spell.as_bytes().to_vec()))]);
        let chunk = Dict::from([
            ("result", Value::from(spell)),
            ("changes", Value::Dict(inner.clone())),
            ("duration", Value::from(spell)),
        ]);
        let tag = format!("{spell}_|-{spell}_|-{spell}_|-{spell}");
        let values = [
            Value::from(spell),
            Value::from(vec![Value::from(spell), Value::Dict(inner.clone())]),
            Value::Dict(Dict::from([(spell, Value::Dict(inner))])),
            Value::Dict(Dict::from([(spell, Value::Dict(Dict::from([(tag.as_str(), chunk)])))])),
        ];
        let names =
            ["nested", "highstate", "json", "yaml", "txt", "raw", "pprint", "key", "no_return", "quiet"];
        for name in names {
            let outputter = Outputter::parse(name).expect("an outputter");
            for value in &values {
                let shown = Settings::default().format(outputter, value);
                assert!(!shown.contains(commands), "{name}: {shown:?}");
            }
        }
        assert!(matches!(tame(&values[0]), std::borrow::Cow::Owned(_)));
    }
}
