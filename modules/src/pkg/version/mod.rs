//! Versions: which is newer, and which fulfil a condition.

pub(super) mod condition;
mod debian;

pub(super) use debian::compare;

/// Drops what stands before a colon.
pub(super) fn without_epoch(version: &str) -> &str {
    version.split_once(':').map_or(version, |(_, rest)| rest)
}
