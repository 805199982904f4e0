//! `config`: the minion's configuration, with grains, pillar and the master's configuration behind it.

mod defaults;
mod items;
mod merge;
mod search;

use halite_states::declare::{Module, function};

/// `config`.
pub(crate) const MODULE: Module = Module {
    name: "config",
    functions: &[
        function::<items::BackupMode>(),
        function::<items::DotVals>(),
        function::<search::Get>(),
        function::<items::Items>(),
        function::<items::ManageMode>(),
        function::<merge::Merge>(),
        function::<search::Option_>(),
        function::<items::ValidFileproto>(),
    ],
    states: &[],
};
