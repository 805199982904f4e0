//! The minion: its talk with the master, and what it does for it.

mod call;
mod context;
mod daemon;
mod executor;
mod grains;
mod journal;
mod requests;
pub mod session;

pub use call::{CallOptions, CallReply, call};
pub use daemon::run;
