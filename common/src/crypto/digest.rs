//! SHA-256 of bytes and of files.

use std::io::{self, Read};

use ring::digest::{Context, SHA256, digest};

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    array(digest(&SHA256, bytes).as_ref())
}

/// SHA-256 of all that a reader gives, and how many bytes that is.
pub fn sha256_of(reader: &mut dyn Read) -> io::Result<([u8; 32], u64)> {
    let mut context = Context::new(&SHA256);
    let mut buffer = vec![0; 64 * 1024];
    let mut size = 0;
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok((array(context.finish().as_ref()), size)),
            Ok(count) => {
                context.update(&buffer[..count]);
                size += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn array(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(bytes);
    out
}

#[cfg(test)]
mod tests {
    use super::{sha256, sha256_of};

    #[test]
    fn a_reader_and_its_bytes_have_one_hash() {
        let bytes = vec![7; 200_000];
        assert_eq!(sha256_of(&mut &bytes[..]).unwrap(), (sha256(&bytes), 200_000));
        assert_eq!(sha256(b"")[..4], [0xe3, 0xb0, 0xc4, 0x42]);
    }
}
