//! `file_tree`: a folder for each minion and each node group, whose files are the values.

mod content;
mod source;
mod walk;

pub(super) use source::FileTree;
