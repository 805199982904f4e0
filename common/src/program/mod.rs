//! Programs that a daemon calls for itself, such as `gpg`, or a command whose output is pillar.
//!
//! What modules run on a managed host is run by that host's own room, not here.

mod run;
mod words;

pub use run::{Program, ProgramError, Said};
pub use words::{SplitError, split_words};
