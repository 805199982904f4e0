//! End-to-end stories: a master and minions as real programs, on loopback; without root, but for those about users.

mod acl;
mod calls;
mod ending;
mod faults;
mod keys;
mod kills;
mod losses;
mod masters;
mod pillar;
mod queued;
mod reload;
mod runs;
mod secrets;
mod web;
