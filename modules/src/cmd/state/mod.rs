//! `cmd.run`, `cmd.script` and those that only wait to be watched.

mod call;
mod run;
mod script;
mod stateful;

pub(super) use call::{Call, WaitCall};
pub(super) use run::{Run, Wait, Watch};
pub(super) use script::{Script, WaitScript};
