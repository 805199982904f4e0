//! Digests under the names that Salt knows them by.

use std::io::{self, Read};

use md5::Md5;
use sha2::{Digest as _, Sha224};

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// All of them, in the order in which Salt's messages list them.
pub(crate) const ALGORITHMS: [Algorithm; 6] = [
    Algorithm::Sha512,
    Algorithm::Sha384,
    Algorithm::Sha256,
    Algorithm::Sha224,
    Algorithm::Sha1,
    Algorithm::Md5,
];

impl Algorithm {
    /// The name that users write.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Algorithm::Md5 => "md5",
            Algorithm::Sha1 => "sha1",
            Algorithm::Sha224 => "sha224",
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha384 => "sha384",
            Algorithm::Sha512 => "sha512",
        }
    }

    /// Length of the digest in hexadecimal digits.
    pub(crate) fn digits(self) -> usize {
        match self {
            Algorithm::Md5 => 32,
            Algorithm::Sha1 => 40,
            Algorithm::Sha224 => 56,
            Algorithm::Sha256 => 64,
            Algorithm::Sha384 => 96,
            Algorithm::Sha512 => 128,
        }
    }

    /// The algorithm of that name.
    pub(crate) fn named(name: &str) -> Option<Algorithm> {
        ALGORITHMS.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The algorithm whose digests have that many hexadecimal digits.
    pub(crate) fn of_length(digits: usize) -> Option<Algorithm> {
        ALGORITHMS.into_iter().find(|algorithm| algorithm.digits() == digits)
    }

    /// The digest of bytes, in hexadecimal.
    pub(crate) fn hex(self, bytes: &[u8]) -> String {
        let mut sum = self.start();
        sum.update(bytes);
        sum.hex()
    }

    /// The digest of all that a reader gives, in hexadecimal.
    pub(crate) fn hex_of(self, reader: &mut dyn Read) -> io::Result<String> {
        let mut sum = self.start();
        let mut chunk = vec![0_u8; 64 << 10];
        loop {
            match reader.read(&mut chunk)? {
                0 => return Ok(sum.hex()),
                length => sum.update(&chunk[..length]),
            }
        }
    }

    fn start(self) -> Sum {
        use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};
        match self {
            Algorithm::Md5 => Sum::Md5(Md5::new()),
            Algorithm::Sha224 => Sum::Sha224(Sha224::new()),
            Algorithm::Sha1 => Sum::Ring(Context::new(&SHA1_FOR_LEGACY_USE_ONLY)),
            Algorithm::Sha256 => Sum::Ring(Context::new(&SHA256)),
            Algorithm::Sha384 => Sum::Ring(Context::new(&SHA384)),
            Algorithm::Sha512 => Sum::Ring(Context::new(&SHA512)),
        }
    }
}

enum Sum {
    Md5(Md5),
    Sha224(Sha224),
    Ring(ring::digest::Context),
}

impl Sum {
    fn update(&mut self, bytes: &[u8]) {
        match self {
            Sum::Md5(sum) => sum.update(bytes),
            Sum::Sha224(sum) => sum.update(bytes),
            Sum::Ring(sum) => sum.update(bytes),
        }
    }

    fn hex(self) -> String {
        match self {
            Sum::Md5(sum) => hex(&sum.finalize()),
            Sum::Sha224(sum) => hex(&sum.finalize()),
            Sum::Ring(sum) => hex(sum.finish().as_ref()),
        }
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from hexadecimal; `None` if it is none.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::{ALGORITHMS, Algorithm, unhex};

    #[test]
    fn hexadecimal_is_read() {
        assert_eq!(unhex("00ff"), Some(vec![0, 255]));
        assert_eq!(unhex("0"), None);
        assert_eq!(unhex("zz"), None);
    }

    #[test]
    fn digests_are_the_known_ones() {
        let check = |algorithm: Algorithm, expected: &str| {
            assert!(algorithm.hex(b"abc").starts_with(expected), "{}", algorithm.name());
        };
        check(Algorithm::Md5, "900150983cd24fb0d6963f7d28e17f72");
        check(Algorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d");
        check(Algorithm::Sha224, "23097d223405d8228642a477bda255b3");
        check(Algorithm::Sha256, "ba7816bf8f01cfea414140de5dae2223");
        check(Algorithm::Sha384, "cb00753f45a35e8bb5a03d699ac65007");
        check(Algorithm::Sha512, "ddaf35a193617abacc417349ae204131");
        for algorithm in ALGORITHMS {
            assert_eq!(algorithm.hex(b"").len(), algorithm.digits());
            assert_eq!(algorithm.hex_of(&mut &b""[..]).unwrap(), algorithm.hex(b""));
        }
    }
}
