//! `sysctl`: settings of the kernel, now and after the next boot.

mod config;
mod exec;
mod state;

use halite_states::declare::{Module, function, state};

/// `sysctl`.
pub(crate) const MODULE: Module = Module {
    name: "sysctl",
    functions: &[
        function::<exec::Assign>(),
        function::<exec::DefaultConfig>(),
        function::<exec::Get>(),
        function::<exec::Persist>(),
        function::<exec::Show>(),
    ],
    states: &[state::<state::Present>()],
};
