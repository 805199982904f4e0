//! The dialling end on libzmq: a DEALER.
//!
//! One thread of ours owns the socket and polls it together with an eventfd; libzmq does the network's work on one
//! thread of its own.

mod io;
mod monitor;
mod open;
mod settings;

pub use open::dial;
