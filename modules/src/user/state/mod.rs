//! States.

mod absent;
mod carry;
mod difference;
mod present;

pub(super) use absent::Absent;
pub(super) use present::Present;
