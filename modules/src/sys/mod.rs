//! `sys`: what there is to call, read off the declarations.

mod argspec;
mod docs;
mod listing;
mod pick;

use halite_states::declare::{Module, function};

/// `sys`.
pub(crate) const MODULE: Module = Module {
    name: "sys",
    functions: &[
        function::<argspec::Argspec>(),
        function::<docs::Doc>(),
        function::<listing::ListFunctions>(),
        function::<listing::ListModules>(),
        function::<listing::ListRenderers>(),
        function::<listing::ListStateFunctions>(),
        function::<listing::ListStateModules>(),
        function::<listing::ReloadModules>(),
        function::<argspec::StateArgspec>(),
        function::<docs::StateDoc>(),
    ],
    states: &[],
};
