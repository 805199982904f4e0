//! `log`: lines that templates write into the minion's log.

mod exec;

use halite_states::declare::{Module, function};

/// `log`.
pub(crate) const MODULE: Module = Module {
    name: "log",
    functions: &[
        function::<exec::Critical>(),
        function::<exec::Debug>(),
        function::<exec::Error>(),
        function::<exec::Exception>(),
        function::<exec::Info>(),
        function::<exec::Warning>(),
    ],
    states: &[],
};
