//! What each command does. Knows the master only through its API.

mod call;
mod compile;
mod config;
mod described;
mod duration;
mod failed;
mod key;
mod lint;
mod load;
mod log;
mod printer;
mod publish;
mod quickstart;
mod run;

pub(crate) use call::{CallOutcome, call};
pub(crate) use compile::{CompileOutcome, CompileRequest, ListedState, ListedStates, compile};
pub(crate) use config::config;
pub(crate) use failed::exit_with;
pub(crate) use key::key;
pub(crate) use lint::{LintOutcome, LintRequest, Linted, Severity, lint};
pub(crate) use log::{Style, set_level, start as start_log};
pub(crate) use publish::publish;
pub(crate) use quickstart::quickstart;
pub(crate) use run::run;
