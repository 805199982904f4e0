//! Values to the emitter's events, with the tags and styles that PyYAML's representer chooses.

use std::borrow::Cow;

use libyaml_safer::{Encoding, Event, MappingStyle, ScalarStyle, SequenceStyle};

use super::{
    DumpOptions, Flow,
    node::{BINARY, BOOL, FLOAT, INT, MAP, NULL, SEQ, STR},
    resolve,
};
use crate::value::{Dict, Key, Value, float_repr};

/// Salt's libyaml escapes characters beyond 16 bits, the emitter here does not. They pass through it as this one, which
/// both escape.
const STAND_IN: char = '\u{fffe}';

/// The events of a document, and the characters that a stand-in stands for, in order.
pub(super) fn represent(value: &Value, options: &DumpOptions, stand_in: bool) -> (Vec<Event>, Vec<char>) {
    let events =
        vec![Event::stream_start(Encoding::Utf8), Event::document_start(None, &[], !options.explicit_start)];
    let mut writer = Writer { events, options, stand_in, astral: Vec::new() };
    writer.value(value);
    writer.events.push(Event::document_end(!options.explicit_end));
    writer.events.push(Event::stream_end());
    (writer.events, writer.astral)
}

struct Writer<'a> {
    events: Vec<Event>,
    options: &'a DumpOptions,
    stand_in: bool,
    astral: Vec<char>,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.scalar(NULL, "null"),
            Value::Bool(b) => self.scalar(BOOL, if *b { "true" } else { "false" }),
            Value::Int(i) => self.scalar(INT, &i.to_string()),
            Value::Float(f) => self.scalar(FLOAT, &float(*f)),
            Value::Str(s) => self.scalar(STR, s),
            Value::Bytes(b) => self.bytes(b),
            Value::List(items) => self.list(items),
            Value::Dict(dict) => self.dict(dict),
        }
    }

    fn scalar(&mut self, tag: &str, text: &str) {
        let style = match self.options.style {
            Some('\'') => ScalarStyle::SingleQuoted,
            Some('"') => ScalarStyle::DoubleQuoted,
            Some('|') => ScalarStyle::Literal,
            Some('>') => ScalarStyle::Folded,
            _ => ScalarStyle::Any,
        };
        self.styled(tag, text, style);
    }

    fn styled(&mut self, tag: &str, text: &str, style: ScalarStyle) {
        let plain = resolve::plain(text) == tag;
        let turning = self.options.turning;
        let hidden = |c: char| c >= STAND_IN || (!turning && turns(c));
        let text = if self.stand_in && text.contains(hidden) {
            self.astral.extend(text.chars().filter(|c| hidden(*c)));
            Cow::Owned(text.replace(hidden, "\u{fffe}"))
        } else {
            Cow::Borrowed(text)
        };
        self.events.push(Event::scalar(None, Some(tag), &text, plain, tag == STR, style));
    }

    fn list(&mut self, items: &[Value]) {
        let flow = self.is_flow(items.iter());
        let style = if flow { SequenceStyle::Flow } else { SequenceStyle::Block };
        self.events.push(Event::sequence_start(None, Some(SEQ), true, style));
        items.iter().for_each(|item| self.value(item));
        self.events.push(Event::sequence_end());
    }

    fn dict(&mut self, dict: &Dict) {
        let flow = self.is_flow(dict.values());
        let style = if flow { MappingStyle::Flow } else { MappingStyle::Block };
        self.events.push(Event::mapping_start(None, Some(MAP), true, style));
        let mut members: Vec<(&Key, &Value)> = dict.iter().collect();
        if self.options.sort_keys {
            sort(&mut members);
        }
        for (key, value) in members {
            match key {
                Key::Str(text) => self.scalar(STR, text),
                other => self.value(&other.to_value()),
            }
            self.value(value);
        }
        self.events.push(Event::mapping_end());
    }

    fn is_flow<'v>(&self, mut items: impl Iterator<Item = &'v Value>) -> bool {
        let plain = |item: &Value| {
            !matches!(item, Value::List(_) | Value::Dict(_) | Value::Bytes(_)) && self.options.style.is_none()
        };
        match self.options.flow {
            Flow::Block => false,
            Flow::Flow => true,
            Flow::Leaves => items.all(plain),
        }
    }

    /// Base64 in lines of 76 characters, as Python's `encodebytes` makes them.
    fn bytes(&mut self, bytes: &[u8]) {
        let mut text = String::new();
        for line in bytes.chunks(57) {
            for three in line.chunks(3) {
                base64(three, &mut text);
            }
            text.push('\n');
        }
        self.styled(BINARY, &text, ScalarStyle::Literal);
    }
}

/// Whether a character changes the direction in which text is shown.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn base64(three: &[u8], out: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let byte = |n: usize| u32::from(three.get(n).copied().unwrap_or(0));
    let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    for n in 0..4 {
        let digit = (bits >> (18 - 6 * n)) & 63;
        out.push(if n <= three.len() { char::from(DIGITS[digit as usize]) } else { '=' });
    }
}

/// A float as PyYAML writes it, so that it reads back as one.
fn float(f: f64) -> String {
    if f.is_nan() {
        return ".nan".into();
    }
    if f.is_infinite() {
        return if f > 0.0 { ".inf".into() } else { "-.inf".into() };
    }
    let text = float_repr(f);
    if text.contains('.') { text } else { text.replacen('e', ".0e", 1) }
}

/// Sorts by key; keys that Python cannot compare stay as they are.
fn sort(members: &mut [(&Key, &Value)]) {
    if members.iter().all(|(key, _)| matches!(key, Key::Str(_))) {
        members.sort_by_key(|(key, _)| key.as_str());
    } else if members.iter().all(|(key, _)| number(key).is_some()) {
        members
            .sort_by(|(a, _), (b, _)| number(a).partial_cmp(&number(b)).unwrap_or(std::cmp::Ordering::Equal));
    }
}

fn number(key: &Key) -> Option<f64> {
    match key {
        Key::Bool(b) => Some(f64::from(u8::from(*b))),
        Key::Int(i) => Some(*i as f64),
        Key::Float(f) => Some(*f),
        _ => None,
    }
}
