//! The audit log: who ran what where, and what came of it. One line of JSON for each, only ever added.
//!
//! What is recorded is on disk before it is done; what is noted gets there soon after. Decides nothing.

mod event;
mod file;
mod log;
mod mask;
#[cfg(test)]
mod tests;
mod writer;

pub use event::{AuditEvent, KeyEntry, Outcome, digest};
pub use log::{Audit, AuditError};
