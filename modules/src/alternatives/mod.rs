//! `alternatives`: which of several programs a name in the path means.

mod exec;
mod link;
mod state;

use halite_states::declare::{Module, function, state};

/// `alternatives`.
pub(crate) const MODULE: Module = Module {
    name: "alternatives",
    functions: &[
        function::<exec::Auto>(),
        function::<exec::CheckExists>(),
        function::<exec::CheckInstalled>(),
        function::<exec::Display>(),
        function::<exec::Install>(),
        function::<exec::Remove>(),
        function::<exec::Set>(),
        function::<exec::ShowCurrent>(),
        function::<exec::ShowLink>(),
    ],
    states: &[
        state::<state::Auto>(),
        state::<state::Install>(),
        state::<state::Remove>(),
        state::<state::Set>(),
    ],
};
