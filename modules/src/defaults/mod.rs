//! `defaults`: default values of formulas, and merging over them.

mod exec;

use halite_states::declare::{Module, function};

/// `defaults`.
pub(crate) const MODULE: Module = Module {
    name: "defaults",
    functions: &[
        function::<exec::Get>(),
        function::<exec::Merge>(),
        function::<exec::DeepCopy>(),
        function::<exec::Update>(),
    ],
    states: &[],
};
