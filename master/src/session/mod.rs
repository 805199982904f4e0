//! Talks with minions: sessions, admission and the queues between them and the rest of the master.
//!
//! What a message means is not known here, and no function runs here.

mod admission;
mod dispatch;
mod doorkeeper;
mod error;
mod event;
mod handle;
mod judge;
mod peer;
mod registry;
mod settings;
mod speaker;
mod weight;

pub use doorkeeper::{Claim, Doorkeeper, Verdict};
pub use error::{SendError, SessionError};
pub use event::SessionEvent;
pub use handle::Sessions;
pub use settings::Settings;
pub use speaker::Speaker;
pub use weight::Weight;
