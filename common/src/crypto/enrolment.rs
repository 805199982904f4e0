//! One-time enrolment tokens: a name that may be shown, and a secret of which only the hash is kept.

use ring::rand::{SecureRandom, SystemRandom};
use subtle::ConstantTimeEq;

use super::{CryptoError, Secret, hex, sha256};

/// A token as a minion brings it: `name.secret`, both in hexadecimal digits.
pub struct EnrolmentToken {
    name: String,
    secret: Secret,
}

impl EnrolmentToken {
    /// Makes a token.
    pub fn generate() -> Result<EnrolmentToken, CryptoError> {
        let (mut name, mut secret) = ([0; 4], [0; 32]);
        let random = SystemRandom::new();
        random.fill(&mut name).and_then(|()| random.fill(&mut secret)).map_err(|_| CryptoError::Key)?;
        Ok(EnrolmentToken { name: hex::encode(&name, ""), secret: Secret::new(secret.to_vec()) })
    }

    /// Reads what a minion brought; `None` if it cannot be a token.
    pub fn read(text: &Secret) -> Option<EnrolmentToken> {
        let text = std::str::from_utf8(text.expose()).ok()?;
        let (name, secret) = text.trim().split_once('.')?;
        let named = name.len() == 8 && name.bytes().all(|b| b.is_ascii_hexdigit());
        let secret = hex::decode_32(secret).filter(|_| named)?;
        Some(EnrolmentToken { name: name.to_ascii_lowercase(), secret: Secret::new(secret.to_vec()) })
    }

    /// The name, by which the token is found and revoked.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole token, to be shown once.
    pub fn reveal(&self) -> String {
        format!("{}.{}", self.name, hex::encode(self.secret.expose(), ""))
    }

    /// What is kept of the secret.
    pub fn hash(&self) -> [u8; 32] {
        sha256(self.secret.expose())
    }

    /// Tells, in constant time, whether this is the token of which that hash was kept.
    pub fn fits(&self, hash: &[u8]) -> bool {
        self.hash().ct_eq(hash).into()
    }
}

#[cfg(test)]
mod tests {
    use super::{EnrolmentToken, Secret};

    #[test]
    fn a_token_reads_back_and_fits_its_own_hash_only() {
        let read = |text: &str| EnrolmentToken::read(&Secret::new(text.as_bytes().to_vec()));
        let token = EnrolmentToken::generate().unwrap();
        let again = read(&format!(" {}\n", token.reveal())).unwrap();
        assert_eq!(again.name(), token.name());
        assert!(again.fits(&token.hash()));
        assert!(!EnrolmentToken::generate().unwrap().fits(&token.hash()));
        assert!(!token.fits(b"short"));
        for bad in ["", ".", "abc.def", "zzzzzzzz.00", &token.reveal()[1..]] {
            assert!(read(bad).is_none(), "{bad}");
        }
    }
}
