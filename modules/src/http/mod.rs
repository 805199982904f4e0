//! `http`: asks web servers.

mod decode;
mod exec;
mod state;

use halite_states::declare::{Module, function, state};

/// `http`.
pub(crate) const MODULE: Module = Module {
    name: "http",
    functions: &[function::<exec::Query>(), function::<exec::WaitForSuccessfulQuery>()],
    states: &[state::<state::Query>(), state::<state::WaitForSuccessfulQuery>()],
};
