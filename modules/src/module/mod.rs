//! `module`: execution functions as states.

mod call;
mod legacy;
mod run;
mod wait;

use halite_states::declare::{Module, state};

/// `module`.
pub(crate) const MODULE: Module = Module {
    name: "module",
    functions: &[],
    states: &[state::<run::Run>(), state::<wait::Wait>(), state::<wait::Watch>()],
};
