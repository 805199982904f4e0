//! `slsutil`: what templates and SLS files need: merging, rendering, serialising, looking for files.

mod banner;
mod difference;
mod files;
mod merge;
mod render;
mod sections;
mod serialize;

pub(crate) use difference::differences;
use halite_states::declare::{Module, function};
pub(crate) use serialize::Serializer;

/// `slsutil`.
pub(crate) const MODULE: Module = Module {
    name: "slsutil",
    functions: &[
        function::<banner::Banner>(),
        function::<banner::BoolStr>(),
        function::<files::DirExists>(),
        function::<files::FileExists>(),
        function::<files::FindUp>(),
        function::<files::PathExists>(),
        function::<merge::Merge>(),
        function::<merge::MergeAll>(),
        function::<merge::Update>(),
        function::<render::Renderer>(),
        function::<serialize::Deserialize_>(),
        function::<serialize::Serialize_>(),
    ],
    states: &[],
};
