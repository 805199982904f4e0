//! Numbers that nobody relies on: for tests that want to differ from run to run.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A number below `limit`; 0 where `limit` is.
pub(super) fn below(limit: u64) -> u64 {
    // The standard library seeds each `RandomState` anew.
    RandomState::new().build_hasher().finish().checked_rem(limit).unwrap_or(0)
}
