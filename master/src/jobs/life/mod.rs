//! One job from publication to the last target's end, as a state machine.
//!
//! Happenings go in, actions come out. No I/O and no clock: the desk carries the actions out, and tells the time. What
//! trouble does to it, `simulation/` plays through, with the desk around it and real minions' desks before it.

mod absence;
mod action;
mod happening;
mod machine;
mod moment;
mod plan;
#[cfg(test)]
mod restart_tests;
mod settle;
mod target;
#[cfg(test)]
mod tests;
mod window;

pub(super) use action::Action;
pub(super) use happening::Happening;
pub(super) use machine::Life;
pub(super) use moment::Moment;
pub(super) use plan::{Earlier, Plan, Presence, window};
pub(super) use target::end_of;
