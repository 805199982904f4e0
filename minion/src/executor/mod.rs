//! Carries out what the master asks for: admits jobs, runs them, and owes their results until they are acknowledged.
//!
//! Never touches a socket: what it has to say goes into an outbox, what it hears comes through `Executor`. The [`Desk`]
//! decides; the daemon drives it with threads and clocks, the simulator with a made-up [`Runtime`].

mod admit;
mod answer;
mod blackout;
mod desk;
mod ear;
mod face;
mod input;
mod owed;
mod progress;
mod runtime;
mod shared;
#[cfg(test)]
mod tests;
mod threads;
mod waiting;
mod work;

pub use admit::judge;
pub use desk::Desk;
pub(crate) use face::Executor;
pub use input::Input;
pub use runtime::{Runtime, Visit};

use shared::Shared;
use threads::Threads;
use work::Work;
