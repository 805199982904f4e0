//! Where apt gets its packages from: `sources.list`, and the files beside it in both formats. Pure.

mod deb822;
mod file;
mod line;

pub(crate) use deb822::Section;
pub(crate) use file::{Entry, SourceFile, is_deb822};
pub(crate) use line::Repo;
