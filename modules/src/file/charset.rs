//! Encodings that a text file may have beside UTF-8: bytes to text and back.

/// An encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// UTF-8.
    Utf8,
    /// A byte a character.
    Latin,
    /// Two bytes a unit, the larger one first if `big`; begins with a mark if `mark`.
    Utf16 { big: bool, mark: bool },
}

impl Charset {
    /// The encoding of that name, as Python knows them.
    pub(super) fn named(name: &str) -> Option<Charset> {
        Some(match name.to_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" | "ascii" | "us-ascii" => Charset::Utf8,
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" => Charset::Latin,
            "utf-16" | "utf16" => Charset::Utf16 { big: false, mark: true },
            "utf-16-le" | "utf-16le" => Charset::Utf16 { big: false, mark: false },
            "utf-16-be" | "utf-16be" => Charset::Utf16 { big: true, mark: false },
            _ => return None,
        })
    }

    /// The text of these bytes; `None` if they are no such text.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            Charset::Utf8 => String::from_utf8(bytes.to_vec()).ok(),
            Charset::Latin => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
            Charset::Utf16 { big, mark } => {
                let (big, bytes) = match bytes {
                    [0xfe, 0xff, rest @ ..] if mark => (true, rest),
                    [0xff, 0xfe, rest @ ..] if mark => (false, rest),
                    _ => (big, bytes),
                };
                let pairs = bytes.as_chunks::<2>();
                let unit =
                    |pair: &[u8; 2]| if big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
                let units: Vec<u16> = pairs.0.iter().map(unit).collect();
                String::from_utf16(&units).ok().filter(|_| pairs.1.is_empty())
            }
        }
    }

    /// The bytes of this text.
    pub(super) fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Charset::Utf8 => text.as_bytes().to_vec(),
            // A character that Latin-1 does not have came from the user, as UTF-8.
            Charset::Latin => text
                .chars()
                .flat_map(|c| match u8::try_from(u32::from(c)) {
                    Ok(byte) => vec![byte],
                    Err(_) => c.to_string().into_bytes(),
                })
                .collect(),
            Charset::Utf16 { big, mark } => {
                let marks = mark.then_some(0xfeff);
                let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
                marks.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Charset;

    #[test]
    fn there_and_back() {
        for name in ["utf-8", "latin-1", "utf-16", "utf-16-le", "UTF_16_BE"] {
            let charset = Charset::named(name).unwrap();
            assert_eq!(charset.decode(&charset.encode("a\u{e9}\n")).as_deref(), Some("a\u{e9}\n"), "{name}");
        }
        assert_eq!(Charset::named("utf-16").unwrap().encode("a"), [0xff, 0xfe, b'a', 0]);
        assert_eq!(Charset::named("utf-16").unwrap().decode(&[0xfe, 0xff, 0, b'a']).as_deref(), Some("a"));
        assert_eq!(Charset::named("utf-16").unwrap().decode(b"a"), None);
        assert_eq!(Charset::named("ebcdic"), None);
    }
}
