//! The minion as a daemon: session, executor and journal, composed.

mod compose;
mod grains;
mod settings;
mod talk;

pub(crate) use compose::home;
pub use compose::run;
pub(crate) use settings::session_settings;
