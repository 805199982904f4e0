//! Execution functions.

mod account;
mod attribute;
mod list;

pub(super) use account::{Add, Chgroups, Chhome, Delete, Rename};
pub(super) use attribute::{
    Chfullname, Chgid, Chhomephone, Chother, Chroomnumber, Chshell, Chuid, Chworkphone, entry,
};
pub(super) use list::{Getent, Info, ListGroups, ListUsers, PrimaryGroup};
