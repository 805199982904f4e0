//! Templates are UTF-8, as Salt's are.

/// The text of a file, or which line is none.
pub fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("line {line} is not UTF-8: it has the byte 0x{:02x}; save the file as UTF-8", bytes[at])
    })
}

#[cfg(test)]
mod tests {
    use super::utf8;

    #[test]
    fn the_line_is_named() {
        assert_eq!(utf8("a\nä".into()).as_deref(), Ok("a\nä"));
        let told = utf8(b"a\nb: caf\xe9\n".to_vec()).unwrap_err();
        assert!(told.starts_with("line 2 is not UTF-8: it has the byte 0xe9"), "{told}");
    }
}
