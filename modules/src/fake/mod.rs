//! A machine and a minion made up for tests: files in memory, recorded answers for commands, and a list of what was done.
//!
//! Nothing here touches the real machine.

mod command;
mod disk;
mod host;
mod machine;
mod minion;
mod path;
mod probe;

pub use command::Answer;
pub use disk::{Content, Disk, Node};
pub use machine::Machine;
pub use minion::Minion;
