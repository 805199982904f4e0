//! Carries out what the master asks for: admits jobs, runs them, and owes their results until they are acknowledged.
//!
//! Never touches a socket: what it has to say goes into an outbox, what it hears comes through [`Executor`].

mod admit;
mod answer;
mod blackout;
mod desk;
mod ear;
mod face;
mod input;
mod owed;
mod progress;
mod shared;
#[cfg(test)]
mod tests;
mod waiting;
mod work;

pub(crate) use face::Executor;

use desk::Desk;
use input::Input;
use shared::Shared;
use work::Work;
