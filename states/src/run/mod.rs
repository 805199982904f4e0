//! Runs a plan: each chunk when its requisites let it, with its guards, retries and test mode.

pub(crate) mod arguments;
mod blame;
mod call;
mod engine;
mod event;
mod face;
mod guard;
mod listen;
mod parallel;
mod record;
mod requisites;
mod retry;
mod slot;
mod words;

pub use face::{Gate, RunOptions, nothing};
