//! The replacement of `re.sub`: text with `\1`, `\g<name>`, `\n`.

use fancy_regex::Captures;
use halite_states::declare::ModuleError;

enum Piece {
    Text(String),
    Number(usize),
    Name(String),
}

/// A replacement, read once.
pub(super) struct Replacement(Vec<Piece>);

impl Replacement {
    /// Reads a replacement.
    pub(super) fn read(text: &str) -> Result<Replacement, ModuleError> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('\\') {
            plain.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            let Some(c) = after.chars().next() else {
                return Err(ModuleError::failed("bad escape (end of pattern) in the replacement"));
            };
            let mut used = c.len_utf8();
            match c {
                'g' => {
                    let name = after[1..].strip_prefix('<').and_then(|name| name.split_once('>'));
                    let (name, _) =
                        name.ok_or_else(|| ModuleError::failed("missing group name in the replacement"))?;
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    pieces.push(name.parse().map_or_else(|_| Piece::Name(name.to_owned()), Piece::Number));
                    used = name.len() + 3;
                }
                '1'..='9' => {
                    used = after.bytes().take(2).take_while(u8::is_ascii_digit).count();
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    pieces.push(Piece::Number(after[..used].parse().unwrap_or_default()));
                }
                'n' => plain.push('\n'),
                't' => plain.push('\t'),
                'r' => plain.push('\r'),
                '0' => plain.push('\0'),
                '\\' => plain.push('\\'),
                c if c.is_ascii_alphabetic() => {
                    return Err(ModuleError::failed(format!("bad escape \\{c} in the replacement")));
                }
                other => plain.extend(['\\', other]),
            }
            rest = &after[used..];
        }
        plain.push_str(rest);
        pieces.push(Piece::Text(plain));
        Ok(Replacement(pieces))
    }

    /// The text for a match.
    pub(super) fn fill(&self, captures: &Captures<'_, str>) -> Result<String, ModuleError> {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Number(number) if *number < captures.len() => {
                    text.push_str(captures.get(*number).map_or("", |group| group.as_str()));
                }
                Piece::Number(number) => {
                    return Err(ModuleError::failed(format!("invalid group reference {number}")));
                }
                Piece::Name(name) => text.push_str(captures.name(name).map_or("", |group| group.as_str())),
            }
        }
        Ok(text)
    }
}
