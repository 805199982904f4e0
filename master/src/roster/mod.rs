//! What is known of each minion: its grains, its version, and when it was last seen.
//!
//! Kept in the store, so that a target is known also while its minion is away; read from memory.

mod record;
mod table;

pub use record::MinionRecord;
pub use table::Roster;
