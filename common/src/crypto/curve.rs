//! X25519 for the handshake: the one primitive that ring offers for single use only.

use curve25519_dalek::montgomery::MontgomeryPoint;
use ring::rand::{SecureRandom, SystemRandom};
use snow::{
    Error,
    params::{CipherChoice, DHChoice, HashChoice},
    resolvers::{CryptoResolver, RingResolver},
    types::{Cipher, Dh, Hash, Random},
};
use zeroize::Zeroizing;

use super::{CryptoError, PublicKey, Secret};

/// Makes a private key.
pub(super) fn new_private() -> Result<Secret, CryptoError> {
    let mut bytes = vec![0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| CryptoError::Key)?;
    Ok(Secret::new(bytes))
}

/// Computes the public half of a private key of 32 bytes.
pub(super) fn public_of(private: &Secret) -> Option<PublicKey> {
    let private = private.expose().try_into().ok()?;
    Some(PublicKey::new(MontgomeryPoint::mul_base_clamped(private).to_bytes()))
}

/// ring for everything it has, and the curve below.
pub(super) struct Resolver;

impl CryptoResolver for Resolver {
    fn resolve_rng(&self) -> Option<Box<dyn Random>> {
        RingResolver.resolve_rng()
    }
    fn resolve_dh(&self, choice: &DHChoice) -> Option<Box<dyn Dh>> {
        matches!(choice, DHChoice::Curve25519).then(|| Box::<X25519>::default() as Box<dyn Dh>)
    }
    fn resolve_hash(&self, choice: &HashChoice) -> Option<Box<dyn Hash>> {
        RingResolver.resolve_hash(choice)
    }
    fn resolve_cipher(&self, choice: &CipherChoice) -> Option<Box<dyn Cipher>> {
        RingResolver.resolve_cipher(choice)
    }
}

/// A key pair; the private half is wiped when it goes.
#[derive(Default)]
struct X25519 {
    private: Zeroizing<[u8; 32]>,
    public: [u8; 32],
}

impl X25519 {
    fn derive(&mut self) {
        self.public = MontgomeryPoint::mul_base_clamped(*self.private).to_bytes();
    }
}

impl Dh for X25519 {
    fn name(&self) -> &'static str {
        "25519"
    }
    fn pub_len(&self) -> usize {
        32
    }
    fn priv_len(&self) -> usize {
        32
    }
    fn set(&mut self, private: &[u8]) {
        self.private.copy_from_slice(private);
        self.derive();
    }
    fn generate(&mut self, random: &mut dyn Random) -> Result<(), Error> {
        random.try_fill_bytes(&mut *self.private)?;
        self.derive();
        Ok(())
    }
    fn pubkey(&self) -> &[u8] {
        &self.public
    }
    fn privkey(&self) -> &[u8] {
        &*self.private
    }
    /// The shared secret; a peer's point of small order, which would make it known to all, is refused.
    fn dh(&self, public: &[u8], out: &mut [u8]) -> Result<(), Error> {
        let point: [u8; 32] = public.get(..32).and_then(|key| key.try_into().ok()).ok_or(Error::Dh)?;
        let shared = Zeroizing::new(MontgomeryPoint(point).mul_clamped(*self.private).to_bytes());
        if *shared == [0; 32] {
            return Err(Error::Dh);
        }
        out.get_mut(..32).ok_or(Error::Dh)?.copy_from_slice(&*shared);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use snow::types::Dh;

    use super::X25519;
    use crate::crypto::hex::decode_32;

    /// RFC 7748, section 6.1.
    #[test]
    fn the_curve_is_that_of_rfc_7748() {
        let number = |text: &str| decode_32(text).unwrap();
        let mut bob = X25519::default();
        bob.set(&number("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        assert_eq!(bob.pubkey(), number("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
        let alice = number("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        let mut shared = [0; 32];
        bob.dh(&alice, &mut shared).unwrap();
        assert_eq!(shared, number("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"));
        assert!(bob.dh(&[0; 32], &mut shared).is_err(), "a point of small order");
    }
}
