//! `file.directory`: a folder with this owner and mode, and what is in it.

mod check;
mod clean;
mod declare;
mod recursion;

pub(super) use clean::unwanted;
pub(crate) use declare::{Directory, Plan};
