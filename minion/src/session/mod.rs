//! The talk with the master: finding it, knowing it by its key, and the queues to the rest of the minion.
//!
//! No function runs here, and no message is understood here.

mod attempt;
mod backoff;
mod drive;
mod event;
mod handle;
mod pin;
mod search;
mod settings;
mod wish;

pub(crate) use backoff::random;
pub use event::SessionEvent;
pub use handle::{SendError, Session};
pub use settings::{MasterAddress, Settings};
