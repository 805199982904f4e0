//! Debian's packages through `apt-get`, `apt-cache` and `dpkg`.

mod act;
mod ask;
mod call;
mod details;
mod dpkg;
mod keys;
mod lists;
mod provider;
mod refresh;
pub(crate) mod repo;
pub(crate) mod sources;
mod wish;

pub(crate) use keys::{AddKey, add as add_key, remove as remove_key};
pub(super) use provider::Apt;
pub(crate) use wish::Wish;
