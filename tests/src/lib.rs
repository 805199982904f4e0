//! A temporary house for stories: real programs, loopback, no root.

mod binary;
mod daemon;
mod eventually;
mod house;
pub mod kills;
mod port;

pub use binary::halite;
pub use daemon::Daemon;
pub use eventually::eventually;
pub use house::{House, Said};
pub use port::free_port;
