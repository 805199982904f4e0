//! `host`: addresses that have names in `/etc/hosts`, or do not. The functions are those of `hosts`.

mod only;
mod pair;

use halite_states::declare::{Module, state};

/// `host`.
pub(crate) const MODULE: Module = Module {
    name: "host",
    functions: &[],
    states: &[state::<pair::Absent>(), state::<only::Only>(), state::<pair::Present>()],
};
