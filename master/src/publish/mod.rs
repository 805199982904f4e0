//! Whom a target means: resolved from what the store knows, before anything is sent.

mod candidate;
mod resolve;

pub use resolve::{Resolved, Resolver};
