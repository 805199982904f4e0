//! What can be found in a tree without a machine. Decides what is a finding; reads nothing itself and runs nothing.

mod argument;
mod chunk;
mod compile;
mod expectation;
mod file;
mod finding;
mod include;
mod known;
mod rule;
mod top;

pub use compile::Linted;
pub use finding::{Finding, Severity};
pub use include::{Include, written_includes};
pub use known::{Function, SaltNames};
pub use rule::Rule;
pub use top::TopNames;

pub(crate) use known::own_modules;
