//! `service`: long-running programs of the machine.

mod exec;
mod provider;
mod state;
mod systemd;

use halite_states::declare::{Module, function, state};

/// `service`.
pub(crate) const MODULE: Module = Module {
    name: "service",
    functions: &[
        function::<exec::Start>(),
        function::<exec::Stop>(),
        function::<exec::Restart>(),
        function::<exec::Reload>(),
        function::<exec::ForceReload>(),
        function::<exec::Status>(),
        function::<exec::Available>(),
        function::<exec::Missing>(),
        function::<exec::Enable>(),
        function::<exec::Disable>(),
        function::<exec::Enabled>(),
        function::<exec::Disabled>(),
        function::<exec::GetAll>(),
        function::<exec::GetEnabled>(),
        function::<exec::GetDisabled>(),
        function::<exec::GetStatic>(),
        function::<exec::GetRunning>(),
        function::<exec::Show>(),
        function::<exec::Execs>(),
        function::<exec::Mask>(),
        function::<exec::Unmask>(),
        function::<exec::Masked>(),
        function::<exec::SystemctlReload>(),
        function::<exec::Offline>(),
    ],
    states: &[
        state::<state::Running>(),
        state::<state::Dead>(),
        state::<state::Enabled>(),
        state::<state::Disabled>(),
        state::<state::Masked>(),
        state::<state::Unmasked>(),
    ],
};
