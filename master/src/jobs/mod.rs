//! Jobs: their life, their records, and the desk that carries them out.

mod archive;
mod clock;
mod desk;
mod jid;
mod life;
mod record;
mod step;

pub use archive::Archive;
pub use clock::Clock;
pub use desk::{Desk, Order, Patience, Post, Written};
pub use record::{EndRecord, JobRecord};
pub use step::{Snapshot, Step};
