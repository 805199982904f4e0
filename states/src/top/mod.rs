//! From top files to the SLS files that one minion runs.

mod gather;
mod matching;
mod merge;
mod verify;
mod written;

pub(crate) use gather::gather;
pub use matching::Matches;
pub(crate) use matching::matches;
pub(crate) use merge::merge;
pub(crate) use verify::verify;
pub(crate) use written::Written;
