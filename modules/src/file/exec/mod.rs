//! The execution functions of `file`.

pub(super) mod accounts;
pub(super) mod attributes;
pub(super) mod backups;
pub(super) mod change;
pub(super) mod compare;
pub(super) mod devices;
pub(super) mod edit;
pub(super) mod extent;
pub(super) mod find;
pub(super) mod links;
pub(super) mod look;
pub(super) mod paths;
pub(super) mod perms;
pub(super) mod search;
pub(super) mod stats;
