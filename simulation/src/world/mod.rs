//! One master and several minions, both sides the real machines, and what happens between them.

mod event;
mod judge;
mod master;
mod minion;
mod network;
mod orders;
mod run;
mod scale;
mod trouble;
mod waiting;
mod witness;

pub(crate) use run::World;
