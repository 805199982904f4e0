//! The HTTP API on a Unix socket: the only way in for operators. Knows who asks from the socket itself.

mod answer;
mod asker;
mod caller;
mod denials;
mod health;
mod jobs;
mod keys;
mod listen;
mod place;
mod run;
mod stream;

pub(crate) use denials::Denials;
pub(crate) use listen::{Listener, set_reach};
