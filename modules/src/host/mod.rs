//! The real machine behind `Probe` and `Host`.
//!
//! Processes are started here and nowhere else in this crate.

pub(crate) mod accounts;
mod disk;
pub mod links;
mod machine;
mod process;

pub use machine::Machine;
pub use process::{Process, family};
