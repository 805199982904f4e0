//! Processes: started with their surroundings, watched to their end, ended with all they started.

mod family;
mod identity;
mod launch;
mod pump;
mod search;

pub use family::{Process, family};
pub(super) use identity::Identity;
pub(super) use launch::execute;
pub(super) use search::{DEFAULT_PATH, which};
