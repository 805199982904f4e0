//! `saltutil`: the minion's own housekeeping.

mod cache;
mod jobs;
mod refresh;
mod sync;

use halite_states::declare::{Module, function};

/// `saltutil`.
pub(crate) const MODULE: Module = Module {
    name: "saltutil",
    functions: &[
        function::<cache::ClearCache>(),
        function::<cache::ClearJobCache>(),
        function::<jobs::FindJob>(),
        function::<jobs::IsRunning>(),
        function::<jobs::KillAllJobs>(),
        function::<jobs::KillJob>(),
        function::<refresh::PillarRefresh>(),
        function::<refresh::RefreshGrains>(),
        function::<refresh::RefreshMatchers>(),
        function::<refresh::RefreshModules>(),
        function::<refresh::RefreshPillar>(),
        function::<jobs::Running>(),
        function::<jobs::SignalJob>(),
        function::<sync::All>(),
        function::<sync::Beacons>(),
        function::<sync::Engines>(),
        function::<sync::Executors>(),
        function::<sync::Grains>(),
        function::<sync::Matchers>(),
        function::<sync::Modules>(),
        function::<sync::Output>(),
        function::<sync::Pillar>(),
        function::<sync::Renderers>(),
        function::<sync::Returners>(),
        function::<sync::States>(),
        function::<sync::Utils>(),
        function::<jobs::TermAllJobs>(),
        function::<jobs::TermJob>(),
    ],
    states: &[],
};
