//! The master's Ed25519 key, by which minions know that a job is the master's, wherever it came from.

use std::path::Path;

use ring::{
    rand::SystemRandom,
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use zeroize::Zeroizing;

use super::{CryptoError, KeyFileError, keyfile};

/// Bytes of a signature.
pub const SIGNATURE_LEN: usize = 64;

/// Signs; only the master has one.
pub struct Signer(Ed25519KeyPair);

/// Checks signatures; every minion gets one from its master over the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerKey([u8; 32]);

impl Signer {
    /// Reads the key from its file (PKCS#8), or makes it: mode 0600, whole or not at all.
    pub fn load_or_create(path: &Path) -> Result<Signer, KeyFileError> {
        let content = keyfile::read_or_make(path, || {
            let document =
                Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| KeyFileError::Random)?;
            Ok(Zeroizing::new(document.as_ref().to_vec()))
        })?;
        Ed25519KeyPair::from_pkcs8(&content)
            .map(Signer)
            .map_err(|_| KeyFileError::Content { path: path.to_owned(), what: "private Ed25519 key" })
    }

    /// The public half.
    pub fn key(&self) -> SignerKey {
        let mut key = [0; 32];
        key.copy_from_slice(self.0.public_key().as_ref());
        SignerKey(key)
    }

    /// Signs `message` for one purpose; a signature for another purpose does not fit.
    pub fn sign(&self, purpose: &str, message: &[u8]) -> Vec<u8> {
        self.0.sign(&for_purpose(purpose, message)).as_ref().to_vec()
    }
}

impl SignerKey {
    /// The key's 32 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Checks a signature.
    pub fn verify(&self, purpose: &str, message: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
        UnparsedPublicKey::new(&ED25519, &self.0)
            .verify(&for_purpose(purpose, message), signature)
            .map_err(|_| CryptoError::Signature)
    }
}

impl TryFrom<&[u8]> for SignerKey {
    type Error = CryptoError;

    fn try_from(bytes: &[u8]) -> Result<SignerKey, CryptoError> {
        bytes.try_into().map(SignerKey).map_err(|_| CryptoError::Key)
    }
}

fn for_purpose(purpose: &str, message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(purpose.len() + 1 + message.len());
    bytes.extend_from_slice(purpose.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(message);
    bytes
}

#[cfg(test)]
mod tests {
    use super::{Signer, SignerKey};

    #[test]
    fn a_signature_fits_its_message_its_purpose_and_its_signer() {
        let folder = tempfile::tempdir().unwrap();
        let signer = Signer::load_or_create(&folder.path().join("a")).unwrap();
        let again = Signer::load_or_create(&folder.path().join("a")).unwrap();
        let other = Signer::load_or_create(&folder.path().join("b")).unwrap();
        let signature = again.sign("job", b"message");
        let key = SignerKey::try_from(signer.key().as_bytes()).unwrap();
        assert_eq!(key.verify("job", b"message", &signature), Ok(()));
        assert!(key.verify("job", b"Message", &signature).is_err());
        assert!(key.verify("event", b"message", &signature).is_err());
        assert!(other.key().verify("job", b"message", &signature).is_err());
        assert!(key.verify("job", b"message", b"short").is_err());
    }
}
