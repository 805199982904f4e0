//! The smaller states of `file`.

pub(super) mod absent;
pub(super) mod accumulated;
pub(super) mod append;
pub(super) mod block;
pub(super) mod comment;
pub(super) mod copy;
pub(super) mod keyvalue;
pub(super) mod line;
pub(super) mod presence;
pub(super) mod rename;
pub(super) mod replace;
pub(super) mod symlink;
mod texts;
pub(super) mod touch;
