//! `pillar`: what the minion was told about itself.

mod compile;
mod get;
mod mask;
mod memory;

use halite_states::declare::{Module, function};

/// `pillar`.
pub(crate) const MODULE: Module = Module {
    name: "pillar",
    functions: &[
        function::<compile::Data>(),
        function::<get::Fetch>(),
        function::<memory::FileExists>(),
        function::<memory::FilterBy>(),
        function::<get::Get>(),
        function::<memory::Item>(),
        function::<compile::Items>(),
        function::<memory::Keys>(),
        function::<compile::Ls>(),
        function::<compile::Obfuscate>(),
        function::<memory::Raw>(),
    ],
    states: &[],
};
