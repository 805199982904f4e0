//! Files fetched by HTTP, into the minion's cache. The only HTTP client in this crate.

mod certificates;
mod client;
mod place;

pub use client::{DownloadError, fetch, request};
pub use place::cached_path;
