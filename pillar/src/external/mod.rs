//! `ext_pillar`: pillar from elsewhere than the pillar tree. One list of sources; a source is a struct, and its fields are
//! its options.

mod command;
mod declare;
mod file_tree;
mod nodegroups;
mod sources;

use declare::{Entry, source};

/// Every source.
const SOURCES: &[Entry] = &[
    source::<command::CmdJson>(),
    source::<command::CmdYaml>(),
    source::<file_tree::FileTree>(),
    source::<nodegroups::Nodegroups>(),
];
