//! `cron`: the tables of jobs that run at set times, one a user.

mod change;
mod exec;
mod state;
mod tab;
mod table;

use halite_states::declare::{FunctionEntry, Module, function, state};

/// `cron`.
pub(crate) const MODULE: Module = Module {
    name: "cron",
    functions: &[
        function::<exec::GetEntry>(),
        function::<exec::ListTab>(),
        function::<exec::Ls>(),
        function::<exec::RawCron>(),
        // Salt's other name for the same function.
        FunctionEntry { name: "cron.rm", ..function::<exec::RmJob>() },
        function::<exec::RmEnv>(),
        function::<exec::RmJob>(),
        function::<exec::RmSpecial>(),
        function::<exec::SetEnv>(),
        function::<exec::SetJob>(),
        function::<exec::SetSpecial>(),
    ],
    states: &[
        state::<state::Absent>(),
        state::<state::EnvAbsent>(),
        state::<state::EnvPresent>(),
        state::<state::File>(),
        state::<state::Present>(),
    ],
};
