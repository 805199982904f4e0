//! What a minion may know: its pillar, compiled from the pillar tree for one minion.
//!
//! The master does this for each of its minions, a minion without a master for itself. Knows no session and no store.

mod avail;
mod compiler;
mod decrypt;
mod external;
mod functions;
mod includes;
mod memo;
mod merge;
mod problem;
mod request;
mod run;
mod settings;
mod sls;
#[cfg(test)]
mod tests;
mod top;

pub use compiler::Compiler;
pub use functions::PureFunctions;
pub use memo::{Batch, Memo};
pub use request::{Compiled, Request};
