//! The embedded backend.

mod backend;
mod file;
mod writer;

pub use backend::Redb;
