//! Changes of text: text in, text out. No file is touched here.

pub(super) mod append;
pub(super) mod block;
pub(super) mod comment;
pub(super) mod keyvalue;
pub(super) mod line;
pub(super) mod replace;
