//! Values to YAML, as PyYAML's safe dumper writes them on libyaml.

use libyaml_safer::{Emitter, Event};

use super::{events::contained, represent::represent};
use crate::value::Value;

/// How lists and dictionaries are written: PyYAML's `default_flow_style`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// One item a line (`False`).
    #[default]
    Block,
    /// In brackets and braces (`True`).
    Flow,
    /// In brackets and braces where all items are plain scalars (`None`).
    Leaves,
}

/// PyYAML's options of the dumper that Salt's users set.
#[derive(Clone, Debug)]
pub struct DumpOptions {
    /// `default_flow_style`.
    pub flow: Flow,
    /// `indent`: 2 to 9; anything else is 2.
    pub indent: i32,
    /// `width`: where long text is folded; negative for never.
    pub width: i32,
    /// `allow_unicode`: off, everything beyond ASCII is escaped.
    pub unicode: bool,
    /// Whether characters that turn the direction of text stay as they are; else they are escaped.
    pub turning: bool,
    /// `sort_keys`: by key, if all keys can be compared.
    pub sort_keys: bool,
    /// `explicit_start`: a `---` first.
    pub explicit_start: bool,
    /// `explicit_end`: a `...` last.
    pub explicit_end: bool,
    /// `default_style`: a quote or block character for every scalar.
    pub style: Option<char>,
}

impl Default for DumpOptions {
    fn default() -> DumpOptions {
        DumpOptions {
            flow: Flow::Block,
            indent: 2,
            width: 80,
            unicode: true,
            turning: true,
            sort_keys: false,
            explicit_start: false,
            explicit_end: false,
            style: None,
        }
    }
}

/// Writes a value. The text ends with a line break.
pub fn dump(value: &Value, options: &DumpOptions) -> String {
    let (events, astral) = represent(value, options, true);
    let text = match emit(events, options).map(|text| restore(text, &astral)) {
        Some(Some(text)) => Some(text),
        // A text of the value spells the stand-in's escape: the characters stay as they are.
        Some(None) => emit(represent(value, options, false).0, options),
        None => None,
    };
    // The events are well formed, so a failure is a fault of the emitter; JSON is YAML, too.
    text.unwrap_or_else(|| format!("{}\n", value.to_json()))
}

fn emit(events: Vec<Event>, options: &DumpOptions) -> Option<String> {
    let written = contained(|| {
        let mut out = Vec::new();
        let mut emitter = Emitter::new();
        emitter.set_output_string(&mut out);
        emitter.set_indent(options.indent);
        emitter.set_width(options.width);
        emitter.set_unicode(options.unicode);
        let outcome = events.into_iter().try_for_each(|event| emitter.emit(event));
        drop(emitter);
        outcome.map(|()| out)
    });
    String::from_utf8(written.ok()?.ok()?).ok()
}

/// Puts the escapes of the characters in that `STAND_IN` stood for, if they can be told apart.
fn restore(text: String, astral: &[char]) -> Option<String> {
    if astral.is_empty() {
        return Some(text);
    }
    let mut parts = text.split("\\uFFFE");
    let mut out = parts.next()?.to_owned();
    let mut left = astral.iter();
    for part in parts {
        out.push_str(&match u32::from(*left.next()?) {
            code @ 0x1_0000.. => format!("\\U{code:08X}"),
            code => format!("\\u{code:04X}"),
        });
        out.push_str(part);
    }
    left.next().is_none().then_some(out)
}
