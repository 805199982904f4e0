//! `file`: files, folders and links, and the text in them.

mod attributes;
mod backup;
mod charset;
mod conditional;
mod context;
mod device;
mod diff;
mod directory;
mod document;
mod edit;
mod exec;
mod fetched;
mod managed;
mod mode;
mod owner;
mod pattern;
mod place;
mod recurse;
pub(crate) mod regex;
mod signature;
mod source;
mod state;
mod table;
mod text;
mod times;
mod tree;

pub(crate) use diff::of_bytes as difference;
pub(crate) use fetched::Fetched;
use halite_states::declare::Module;
pub(crate) use pattern::{Patterns, meant};
pub(crate) use tree::make_folders;

/// `file`.
pub(crate) const MODULE: Module = Module { name: "file", functions: table::FUNCTIONS, states: table::STATES };
