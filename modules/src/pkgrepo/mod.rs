//! `pkgrepo`: where packages come from.

mod absent;
mod managed;

use halite_states::declare::{Module, state};

/// `pkgrepo`.
pub(crate) const MODULE: Module = Module {
    name: "pkgrepo",
    functions: &[],
    states: &[state::<managed::Managed>(), state::<absent::Absent>()],
};
