//! From Python's dialect to that of the crate.

use super::Flags;

/// The same expression in the crate's dialect.
pub(super) fn translate(pattern: &str, flags: Flags) -> String {
    let mut text = flags.prefix();
    let chars: Vec<char> = pattern.chars().collect();
    let mut class: Option<usize> = None;
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        match (c, class) {
            ('\\', _) => {
                let next = chars.get(at + 1).copied();
                match next {
                    Some('Z') => text.push_str("\\z"),
                    // Words have no beginning and end of their own in Python.
                    Some(mark @ ('<' | '>')) => text.push(mark),
                    Some(next) => text.extend(['\\', next]),
                    None => text.push('\\'),
                }
                at += 1;
            }
            ('[', None) => {
                class = Some(at);
                text.push('[');
                if chars.get(at + 1) == Some(&'^') {
                    at += 1;
                    text.push('^');
                }
                if chars.get(at + 1) == Some(&']') {
                    at += 1;
                    text.push_str("\\]");
                }
            }
            (']', Some(_)) => {
                class = None;
                text.push(']');
            }
            // Classes know no classes within, and no set operations.
            ('[' | '&' | '~', Some(_)) => text.extend(['\\', c]),
            ('$', None) if !flags.contains(Flags::MULTILINE) => text.push_str("(?=\\n?\\z)"),
            ('{', None) if !is_repetition(&chars[at + 1..]) => text.push_str("\\{"),
            (other, _) => text.push(other),
        }
        at += 1;
    }
    text
}

/// Whether a brace begins `{3}`, `{3,}`, `{,3}` or `{3,5}`; else it is a brace.
fn is_repetition(rest: &[char]) -> bool {
    let Some(end) = rest.iter().position(|c| *c == '}') else { return false };
    let inner: String = rest[..end].iter().collect();
    let number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    match inner.split_once(',') {
        Some((low, high)) => number(low) && number(high),
        None => !inner.is_empty() && number(&inner),
    }
}
