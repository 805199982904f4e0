//! Functions that edit text.

mod finish;
mod line;
mod lines;
mod marked;
mod replace;

pub(crate) use line::Line;
pub(crate) use lines::{Append, Prepend, Write};
pub(crate) use marked::{BlockReplace, CommentLine};
pub(crate) use replace::Replace;
