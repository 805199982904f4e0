//! Pieces of files, packed and unpacked.

use std::io::Read;

use super::BlobPart;

/// Bytes of content in one piece at most: with its head it fits in one frame even where it does not shrink.
pub const MAX_PIECE: usize = 60 * 1024;

/// zstd's fastest regular level: the network is rarely slower than this.
const LEVEL: i32 = 1;

/// A piece whose bytes cannot be unpacked, or are more than a piece may have.
#[derive(Debug, thiserror::Error)]
#[error("a piece of a file cannot be unpacked")]
pub struct BlobError(#[source] pub Option<std::io::Error>);

impl BlobPart {
    /// Packs a piece, compressed where that makes it smaller.
    pub fn pack(sha256: &[u8], offset: u64, size: u64, data: &[u8]) -> BlobPart {
        let packed = zstd::bulk::compress(data, LEVEL).ok().filter(|packed| packed.len() < data.len());
        BlobPart {
            sha256: sha256.to_vec(),
            offset,
            size,
            compressed: packed.is_some(),
            data: packed.unwrap_or_else(|| data.to_vec()),
        }
    }

    /// The bytes of the piece; never more than [`MAX_PIECE`].
    pub fn unpack(&self) -> Result<Vec<u8>, BlobError> {
        if !self.compressed {
            return if self.data.len() <= MAX_PIECE { Ok(self.data.clone()) } else { Err(BlobError(None)) };
        }
        let decoder = zstd::Decoder::new(&self.data[..]).map_err(|error| BlobError(Some(error)))?;
        let mut out = Vec::new();
        decoder.take(MAX_PIECE as u64 + 1).read_to_end(&mut out).map_err(|error| BlobError(Some(error)))?;
        if out.len() <= MAX_PIECE { Ok(out) } else { Err(BlobError(None)) }
    }
}

#[cfg(test)]
mod tests {
    use super::{BlobPart, MAX_PIECE};

    #[test]
    fn pieces_unpack_to_what_was_packed_and_bombs_do_not_unpack() {
        let noise: Vec<u8> = (0..32_u8).flat_map(|n| crate::crypto::sha256(&[n])).collect();
        for (data, compressed) in [(vec![7; MAX_PIECE], true), (noise, false), (Vec::new(), false)] {
            let part = BlobPart::pack(&[1; 32], 5, 9, &data);
            assert_eq!(part.compressed, compressed);
            assert_eq!(part.unpack().unwrap(), data);
        }
        assert!(BlobPart::pack(&[1; 32], 0, 0, &vec![7; MAX_PIECE + 1]).unpack().is_err());
        let broken = BlobPart { compressed: true, ..BlobPart::pack(&[1; 32], 0, 0, b"no zstd") };
        assert!(broken.unpack().is_err());
    }
}
