//! `log`: lines that templates write into the minion's log.

mod exec;

use halite_states::declare::Module;

/// `log`.
pub(crate) const MODULE: Module = Module {
    name: "log",
    functions: &[
        exec::entry::<exec::Critical>(),
        exec::entry::<exec::Debug>(),
        exec::entry::<exec::Error>(),
        exec::entry::<exec::Exception>(),
        exec::entry::<exec::Info>(),
        exec::entry::<exec::Warning>(),
    ],
    states: &[],
};
