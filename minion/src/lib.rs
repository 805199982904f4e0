//! The minion: its talk with the master, and what it does for it.

mod answers;
mod call;
mod compile;
mod context;
mod daemon;
pub mod executor;
mod folder;
mod grains;
pub mod journal;
mod lint;
mod requests;
pub mod session;

pub use answers::{GivenAnswers, Recorder};
pub use call::{CallOptions, CallReply, call};
pub use compile::{Compiled, CompiledState, Description, States, compile};
pub use daemon::run;
pub use lint::{LintFinding, LintHost, LintReport, LintRequest, Severity, described_hosts, lint};
