//! `cmd.run`, `cmd.script` and those that only wait to be watched.

mod run;
mod script;
mod stateful;

pub(super) use run::{Run, Wait, Watch};
pub(super) use script::{Script, WaitScript};
