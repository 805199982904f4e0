//! A key's fingerprint: what two people compare on the phone.

use std::{fmt, str::FromStr};

use ring::digest;
use subtle::ConstantTimeEq;
use thiserror::Error;

use super::hex;

/// SHA-256 of a public key, shown as Salt shows it: `3f:0a:…`.
#[derive(Clone, Copy)]
pub struct Fingerprint([u8; 32]);

/// Text that is no fingerprint.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a fingerprint has 32 pairs of hexadecimal digits with colons between them")]
pub struct FingerprintError;

impl Fingerprint {
    /// Computes the fingerprint of a key's bytes.
    pub(super) fn of(key: &[u8]) -> Fingerprint {
        let mut out = [0; 32];
        out.copy_from_slice(digest::digest(&digest::SHA256, key).as_ref());
        Fingerprint(out)
    }
}

impl PartialEq for Fingerprint {
    fn eq(&self, other: &Fingerprint) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Fingerprint {}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Fingerprint, FingerprintError> {
        hex::decode_32(&text.trim().replace(':', "")).map(Fingerprint).ok_or(FingerprintError)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0, ":"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn a_fingerprint_is_sha256_in_pairs() {
        let shown = Fingerprint::of(b"abc").to_string();
        assert_eq!(
            shown,
            "ba:78:16:bf:8f:01:cf:ea:41:41:40:de:5d:ae:22:23:b0:03:61:a3:96:17:7a:9c:b4:10:ff:61:f2:00:15:ad"
        );
        assert_eq!(shown.parse(), Ok(Fingerprint::of(b"abc")));
        assert_eq!(shown.to_uppercase().parse(), Ok(Fingerprint::of(b"abc")));
        assert!("ba:78".parse::<Fingerprint>().is_err());
    }
}
