//! The execution functions of `test`.

pub(super) mod ask;
pub(super) mod compute;
pub(super) mod echo;
pub(super) mod fail;
pub(super) mod version;
