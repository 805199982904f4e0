//! The execution functions of `grains`.

pub(super) mod read;
pub(super) mod show;
pub(super) mod write;
