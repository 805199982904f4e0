//! The smaller states of `file`.

pub(super) mod absent;
pub(super) mod accumulated;
pub(super) mod append;
pub(super) mod block;
pub(super) mod cached;
pub(super) mod comment;
pub(super) mod copy;
pub(super) mod decode;
pub(super) mod hardlink;
pub(super) mod keyvalue;
pub(super) mod line;
pub(super) mod mknod;
pub(super) mod patch;
pub(super) mod presence;
pub(super) mod pruned;
pub(super) mod rename;
pub(super) mod replace;
pub(super) mod serialize;
pub(super) mod symlink;
mod texts;
pub(super) mod tidied;
pub(super) mod touch;
