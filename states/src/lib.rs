//! The state engine, and what a module must offer to be run by it. Knows no module by name.

pub mod compile;
pub mod declare;
mod high;
pub mod host;
pub mod lint;
mod low;
pub mod options;
pub mod run;
pub mod source;
pub mod tally;
pub mod top;

pub use low::{Listed, Plan};
