//! Serves files: what an environment offers, and its content piece by piece.

mod blob;
mod manifest;

pub use blob::{Piece, Pieces};
pub use manifest::Files;
