//! A listener that speaks ZMTP 3.1 itself: the `NULL` mechanism, `ROUTER` to whoever connects as `DEALER`.
//!
//! Strangers reach this code. libzmq's own ROUTER cannot be bounded against them: it keeps unfinished multipart
//! messages without limit, cannot cut a connection, does not tell that a peer has left, and aborts the process when
//! a peer claims the routing id that it would give to the next one.

mod accept;
mod buffer;
mod connection;
mod frame;
#[cfg(fuzzing)]
pub mod fuzzing;
mod greeting;
mod listener;
mod strangers;

pub use listener::listen;
pub use strangers::network;
