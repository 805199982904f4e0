//! `random`: numbers and words that cannot be guessed, and choices that can be repeated.

mod choose;
mod exec;
mod shadow;
mod twister;

use halite_states::declare::{Module, function};

/// `random`.
pub(crate) const MODULE: Module = Module {
    name: "random",
    functions: &[
        function::<exec::GetStr>(),
        function::<exec::Hash>(),
        function::<shadow::ShadowHash>(),
        function::<exec::StrEncode>(),
        function::<choose::RandInt>(),
        function::<choose::Seed>(),
        function::<choose::Sample>(),
        function::<choose::Shuffle>(),
    ],
    states: &[],
};
