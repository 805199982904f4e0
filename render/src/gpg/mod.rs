//! Secrets in templates: `-----BEGIN PGP MESSAGE-----` blocks, decrypted by the `gpg` program.
//!
//! Nothing that was decrypted is written to disk.

mod cache;
mod decrypt;
mod error;
mod text;
mod value;

pub use decrypt::Gpg;
pub use error::GpgError;
pub(crate) use text::decrypt_text;
