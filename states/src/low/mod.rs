//! Low state: one chunk for each state to run, in the order in which they run.

mod chunk;
mod compile;
mod cycle;
mod graph;
mod listing;
mod order;
mod plan;
mod requisite;

pub(crate) use chunk::Low;
pub(crate) use compile::{Lowering, lower};
pub(crate) use graph::Graph;
pub use listing::Listed;
pub use plan::Plan;
pub(crate) use requisite::Requisite;
