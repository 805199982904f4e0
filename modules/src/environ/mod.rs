//! `environ`: the environment variables that commands of the minion see.

mod exec;
mod state;

use halite_states::declare::{Module, function, state};

/// `environ`.
pub(crate) const MODULE: Module = Module {
    name: "environ",
    functions: &[
        function::<exec::Get>(),
        function::<exec::HasValue>(),
        function::<exec::Item>(),
        function::<exec::Items>(),
        function::<exec::SetEnv>(),
        function::<exec::SetVal>(),
    ],
    states: &[state::<state::SetEnv>()],
};
