//! The folders that files, states or pillar are served from: safe lookup, listing, and the manifest.
//!
//! No path leads out of a root: not by `..`, not by a link, not by the name of an environment.

mod cache;
mod error;
mod folders;
mod ignore;
mod lookup;
mod manifest;
#[cfg(test)]
mod tests;
mod walk;

pub use error::FileRootsError;
pub use folders::FileRoots;
pub use manifest::Snapshot;
pub use walk::Listing;
