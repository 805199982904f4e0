//! Text as Python cuts and decodes it.

/// How much of a file's beginning tells whether it is text.
const BEGINNING: usize = 512;

/// Whether bytes are text: no NUL, and UTF-8 or nearly ASCII in the beginning.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let block = &bytes[..bytes.len().min(BEGINNING)];
    if block.is_empty() {
        return true;
    }
    if block.contains(&0) {
        return false;
    }
    match std::str::from_utf8(block) {
        Ok(_) => true,
        // A character cut in two by the end of the block is text.
        Err(error) if error.error_len().is_none() && bytes.len() > BEGINNING => true,
        Err(_) => {
            let strange =
                block.iter().filter(|byte| !matches!(byte, 32..127 | b'\n' | b'\r' | b'\t' | 8 | 12));
            strange.count() * 10 <= block.len() * 3
        }
    }
}

/// Bytes as text: UTF-8, else Latin-1.
pub(crate) fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Lines without their ends, cut where Python's `str.splitlines` does.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    with_ends(text)
        .into_iter()
        .map(|line| line.strip_suffix("\r\n").unwrap_or(line.trim_end_matches(is_end)))
        .collect()
}

/// Lines with their ends, cut where Python's `str.splitlines(True)` does.
pub(crate) fn with_ends(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !is_end(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        if c == '\r'
            && let Some((newline, '\n')) = chars.peek().copied()
        {
            chars.next();
            end = newline + 1;
        }
        lines.push(&text[start..end]);
        start = end;
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

fn is_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::{is_text, lines, with_ends};

    #[test]
    fn lines_are_cut_as_in_python() {
        assert_eq!(with_ends("a\r\nb\rc\n\nd"), ["a\r\n", "b\r", "c\n", "\n", "d"]);
        assert_eq!(lines("a\r\nb\rc\n\nd\n"), ["a", "b", "c", "", "d"]);
        assert!(lines("").is_empty());
    }

    #[test]
    fn binary_and_text() {
        for (bytes, expected) in [
            (&b""[..], true),
            (b"plain\n", true),
            (b"\x7fELF\x00", false),
            ("käse".as_bytes(), true),
            (b"caf\xe9 au lait", true),
            (b"\xff\xfe\xfd\xfc", false),
        ] {
            assert_eq!(is_text(bytes), expected, "{bytes:?}");
        }
    }
}
