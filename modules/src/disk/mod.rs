//! `disk`: file systems and the devices that hold them.

mod exec;
mod parse;

use halite_states::declare::{Module, function};

/// `disk`.
pub(crate) const MODULE: Module = Module {
    name: "disk",
    functions: &[
        function::<exec::Usage>(),
        function::<exec::Inodeusage>(),
        function::<exec::Percent>(),
        function::<exec::Blkid>(),
        function::<exec::Dump>(),
        function::<exec::Fstype>(),
    ],
    states: &[],
};
