//! The minion as a daemon: session, executor and journal, composed.

mod compose;
mod conduct;
mod failover;
mod grains;
mod masters;
mod places;
mod settings;
mod stack;
mod talk;

pub(crate) use compose::home;
pub use compose::run;
pub(crate) use settings::session_settings;
