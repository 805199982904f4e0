//! Spans of time as people type them.

use halite_common::failure::{Failure, Kind};

/// Seconds of `90`, `90s`, `30m`, `2h` or `7d`.
pub(crate) fn seconds(text: &str) -> Result<u64, Failure> {
    let wrong =
        || Failure::new(Kind::Usage, format!("`{text}` is no span of time")).hint("write 90s, 30m, 2h or 7d");
    let (digits, factor) = match text.char_indices().last() {
        Some((at, 's')) => (&text[..at], 1),
        Some((at, 'm')) => (&text[..at], 60),
        Some((at, 'h')) => (&text[..at], 3600),
        Some((at, 'd')) => (&text[..at], 86400),
        _ => (text, 1),
    };
    digits.parse::<u64>().ok().and_then(|n| n.checked_mul(factor)).filter(|s| *s > 0).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn spans_have_units() {
        for (text, expected) in
            [("90", Some(90)), ("2h", Some(7200)), ("1d", Some(86400)), ("x", None), ("", None), ("0", None)]
        {
            assert_eq!(seconds(text).ok(), expected, "{text}");
        }
    }
}
