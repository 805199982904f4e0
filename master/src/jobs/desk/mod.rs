//! Carries jobs out: keeps every life, stores what is to be kept, posts what is to be sent, tells who watches.

mod audit;
mod called;
mod cancel;
mod carry;
mod coalesce;
mod entry;
mod hear;
mod late;
mod order;
mod post;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod waiting_tests;
mod watch;
mod write;

pub use order::Order;
pub use post::Post;
pub use table::{Desk, Patience};
pub use write::Written;
