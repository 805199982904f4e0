//! Bytes as hexadecimal text, and back.

use std::fmt::Write;

/// Writes bytes as lower-case hexadecimal digits with `separator` between bytes.
pub(super) fn encode(bytes: &[u8], separator: &str) -> String {
    let mut out = String::with_capacity(bytes.len() * (2 + separator.len()));
    for (position, byte) in bytes.iter().enumerate() {
        if position > 0 {
            out.push_str(separator);
        }
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Reads 32 bytes of hexadecimal digits without separators.
pub(super) fn decode_32(text: &str) -> Option<[u8; 32]> {
    let text = text.as_bytes();
    if text.len() != 64 {
        return None;
    }
    let mut out = [0; 32];
    for (byte, pair) in out.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(out)
}

fn digit(c: u8) -> Option<u8> {
    char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok())
}
