//! The life of a session, for both ends, without sockets and without a clock.
//!
//! Frames and the time come in, frames and events go out; whoever drives an end owns the socket and the timer.

mod assembly;
mod end;
mod event;
mod link;
mod master;
mod minion;
mod talk;
mod timing;

pub use end::End;
pub use event::{MasterEvent, MinionEvent};
pub use master::MasterEnd;
pub use minion::{MinionEnd, Opening, Trust};
pub use talk::Talk;
pub use timing::Timing;

#[cfg(test)]
mod tests;
