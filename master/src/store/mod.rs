//! What the master remembers: rows in tables, changed in durable batches.
//!
//! Callers may not rely on being alone: they compare and set instead of reading and writing, and walk with cursors
//! instead of asking for everything. No path and no file handle is in the contract.

mod batch;
#[cfg(test)]
pub(crate) mod conformance;
mod contract;
mod error;
#[cfg(fuzzing)]
pub mod fuzzing;
mod redb;
mod row;
mod ticket;

pub use batch::{Batch, Change, Expect};
pub use contract::{Scan, Store};
pub use error::StoreError;
pub use redb::Redb;
pub use row::{Row, Table, Version};
pub use ticket::{Promise, Ticket};
