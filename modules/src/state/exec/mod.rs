//! The execution functions of `state`.

pub(super) mod apply;
pub(super) mod manage;
pub(super) mod pauses;
pub(super) mod request;
pub(super) mod show;
pub(super) mod show_top;
pub(super) mod single;
pub(super) mod template;
