//! Minions' pillars, compiled here, each for one minion alone.

mod service;

pub use service::Pillars;
