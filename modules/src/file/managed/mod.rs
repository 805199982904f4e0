//! `file.managed`: a file with this content, owner and mode.

mod apply;
mod check;
mod contents;
mod declare;
mod extra;
mod obtain;
mod plan;
mod vet;

pub(crate) use declare::Managed;
pub(super) use extra::Extra;
pub(super) use obtain::{fresh, saltenv};
pub(crate) use plan::{Content, Plan, Why};
pub(super) use vet::vet;
