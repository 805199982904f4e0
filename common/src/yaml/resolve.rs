//! The tag that a plain scalar gets from its spelling: YAML 1.1 as PyYAML reads it.

use std::sync::LazyLock;

use fancy_regex::Regex;

use super::node::{BOOL, FLOAT, INT, MERGE, NULL, STR, TIMESTAMP, VALUE};

/// The tag of a plain scalar.
pub(super) fn plain(text: &str) -> &'static str {
    let Some(&first) = text.as_bytes().first() else {
        return NULL;
    };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' if boolean(text).is_some() => {
            BOOL
        }
        b'~' | b'n' | b'N' if matches!(text, "~" | "null" | "Null" | "NULL") => NULL,
        b'<' if text == "<<" => MERGE,
        b'=' if text == "=" => VALUE,
        b'-' | b'+' | b'.' | b'0'..=b'9' => number(text),
        _ => STR,
    }
}

/// The truth value of a word, in the spellings that YAML 1.1 knows.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

fn number(text: &str) -> &'static str {
    // Nearly all are digits and nothing else: an integer, or with a leading zero and an 8 or 9, a text.
    if text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 4096 {
        let is_octal = text.bytes().all(|b| b < b'8');
        return if text == "0" || !text.starts_with('0') || is_octal { INT } else { STR };
    }
    number_by_pattern(text)
}

fn number_by_pattern(text: &str) -> &'static str {
    static PATTERNS: LazyLock<[(Regex, &'static str); 3]> = LazyLock::new(|| {
        [(FLOATS, FLOAT), (INTEGERS, INT), (TIMESTAMPS, TIMESTAMP)]
            .map(|(pattern, tag)| (Regex::new(pattern).expect("the number patterns are valid"), tag))
    });
    // Long runs are text whatever they look like; integers beyond 128 bits are refused anyway.
    if text.len() > 4096 || !text.bytes().all(|b| b.is_ascii_graphic() || b == b' ' || b == b'\t') {
        return STR;
    }
    let found = PATTERNS.iter().find(|(pattern, _)| pattern.is_match(text).unwrap_or(false));
    found.map_or(STR, |(_, tag)| tag)
}

const FLOATS: &str = r"(?x)^(?:
    [-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?
    | \.[0-9][0-9_]*(?:[eE][-+][0-9]+)?
    | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*
    | [-+]?\.(?:inf|Inf|INF)
    | \.(?:nan|NaN|NAN)
    )$";

const INTEGERS: &str = r"(?x)^(?:
    [-+]?0b[0-1_]+
    | [-+]?0[0-7_]+
    | [-+]?(?:0|[1-9][0-9_]*)
    | [-+]?0x[0-9a-fA-F_]+
    | [-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+
    )$";

const TIMESTAMPS: &str = r"(?x)^(?:
    [0-9]{4}-[0-9]{2}-[0-9]{2}
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}
      (?:[Tt]|[\ \t]+)[0-9]{1,2}
      :[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?
      (?:[\ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?
    )$";
