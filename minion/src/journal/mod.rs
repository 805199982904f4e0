//! What the minion has promised: the jobs it took and the results it owes, on disk.
//!
//! The `Ledger` decides and knows neither disk nor clock; the [`Journal`] keeps what it decided before anybody hears of
//! it.

mod disk;
mod error;
mod file;
#[cfg(fuzzing)]
pub mod fuzzing;
mod keep;
mod ledger;
mod record;
mod restore;
#[cfg(test)]
mod tests;

pub use disk::{Disk, Spoilt};
pub use error::JournalError;
pub use keep::Journal;
pub(crate) use keep::OWNER;
pub(crate) use ledger::{Action, Event};

use disk::RealDisk;
use file::{Passage, RecordFile};
use ledger::Ledger;
use record::Record;
