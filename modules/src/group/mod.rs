//! `group`: groups of the machine.

mod exec;
mod modify;
mod state;

use halite_states::declare::{Module, function, state};

/// `group`.
pub(crate) const MODULE: Module = Module {
    name: "group",
    functions: &[
        function::<exec::Info>(),
        function::<exec::Add>(),
        function::<exec::Delete>(),
        function::<exec::Getent>(),
        function::<exec::Chgid>(),
        function::<exec::Adduser>(),
        function::<exec::Deluser>(),
        function::<exec::Members>(),
    ],
    states: &[state::<state::Present>(), state::<state::Absent>()],
};
