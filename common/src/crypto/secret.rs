//! Bytes that must not be shown, and are wiped when they go.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A secret: has no `Debug` and no `Display`, is compared in constant time, and is wiped on drop.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes bytes into custody.
    pub fn new(bytes: Vec<u8>) -> Secret {
        Secret(Zeroizing::new(bytes))
    }

    /// Shows the bytes to code that needs them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Secret) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Secret {}
