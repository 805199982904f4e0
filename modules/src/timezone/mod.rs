//! `timezone`: the zone of the machine's clock, and what its hardware clock shows.

mod clock;
mod exec;
mod state;

use halite_states::declare::{Module, function, state};

/// `timezone`.
pub(crate) const MODULE: Module = Module {
    name: "timezone",
    functions: &[
        function::<exec::GetHwclock>(),
        function::<exec::GetOffset>(),
        function::<exec::GetZone>(),
        function::<exec::GetZonecode>(),
        function::<exec::SetHwclock>(),
        function::<exec::SetZone>(),
        function::<exec::ZoneCompare>(),
    ],
    states: &[state::<state::System>()],
};
