//! What surrounds the real machines here: a store, a post, a journal's disk and a runtime that are made up, and that die
//! when they are told to.

mod disk;
mod fuse;
mod hands;
mod mail;
mod store;

pub(crate) use disk::SimDisk;
pub(crate) use fuse::Fuse;
pub(crate) use hands::{Hands, Surroundings};
pub(crate) use mail::{Mail, OUTBOX};
pub(crate) use store::{SimStore, Written};
