//! `file.recurse`: a folder of the file server, as it is there.

mod declare;
mod files;
mod run;

pub(crate) use declare::Recurse;
pub(super) use files::kept;
