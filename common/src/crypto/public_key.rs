//! A node's public X25519 key: what the other side knows it by.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use subtle::ConstantTimeEq;
use thiserror::Error;

use super::{Fingerprint, hex};

/// A public X25519 key; shown and read as 64 hexadecimal digits, compared in constant time.
#[derive(Clone, Copy)]
pub struct PublicKey([u8; 32]);

/// Text or bytes that are no public key.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a public key has 64 hexadecimal digits")]
pub struct PublicKeyError;

impl PublicKey {
    /// Takes the key's 32 bytes.
    pub fn new(bytes: [u8; 32]) -> PublicKey {
        PublicKey(bytes)
    }

    /// The key's 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// SHA-256 of the key.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.0)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &PublicKey) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for PublicKey {}

impl Hash for PublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl TryFrom<&[u8]> for PublicKey {
    type Error = PublicKeyError;

    fn try_from(bytes: &[u8]) -> Result<PublicKey, PublicKeyError> {
        bytes.try_into().map(PublicKey).map_err(|_| PublicKeyError)
    }
}

impl FromStr for PublicKey {
    type Err = PublicKeyError;

    fn from_str(text: &str) -> Result<PublicKey, PublicKeyError> {
        hex::decode_32(text.trim()).map(PublicKey).ok_or(PublicKeyError)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0, ""))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serde_bytes::serialize(&self.0[..], serializer)
        }
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PublicKey, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
        } else {
            let bytes: serde_bytes::ByteArray<32> = Deserialize::deserialize(deserializer)?;
            Ok(PublicKey(bytes.into_array()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PublicKey;

    #[test]
    fn a_key_reads_back_from_what_it_shows() {
        let key = PublicKey::new(std::array::from_fn(|i| i as u8 * 7));
        assert_eq!(key.to_string().parse(), Ok(key));
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(json, format!("\"{key}\""));
        assert_eq!(serde_json::from_str::<PublicKey>(&json).unwrap(), key);
        let packed = rmp_serde::to_vec(&key).unwrap();
        assert_eq!(packed.len(), 34);
        assert_eq!(rmp_serde::from_slice::<PublicKey>(&packed).unwrap(), key);
        for bad in ["", "ab", &"zz".repeat(32), &"ab".repeat(33)] {
            assert!(bad.parse::<PublicKey>().is_err(), "{bad:?}");
        }
    }
}
