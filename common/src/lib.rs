//! The words both ends share: values, ids, failures, declarations, targets, configuration, the wire.
//!
//! Nothing here knows a module, a state or a store.

pub mod api;
pub mod chain;
pub mod config;
pub mod crypto;
pub mod declare;
pub mod exit;
pub mod failure;
pub mod fileroots;
pub mod glob;
pub mod hush;
pub mod id;
pub mod job;
pub mod program;
pub mod session;
pub mod target;
pub mod transport;
pub mod value;
pub mod version;
pub mod wire;
pub mod yaml;
