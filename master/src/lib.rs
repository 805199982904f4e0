//! The master: sessions, keys, jobs and what it serves.

mod acl;
mod api;
pub mod audit;
mod daemon;
pub mod files;
mod house;
pub mod jobs;
pub mod keys;
pub mod pillars;
pub mod publish;
mod quiet;
pub mod roster;
mod runners;
pub mod session;
pub mod store;

pub use daemon::run;
