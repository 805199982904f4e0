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
        function::<jobs::FindCachedJob>(),
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
        function::<sync::One<0>>(),
        function::<sync::One<1>>(),
        function::<sync::One<2>>(),
        function::<sync::One<3>>(),
        function::<sync::One<4>>(),
        function::<sync::One<5>>(),
        function::<sync::One<6>>(),
        function::<sync::One<7>>(),
        function::<sync::One<8>>(),
        function::<sync::One<9>>(),
        function::<sync::One<10>>(),
        function::<sync::One<11>>(),
        function::<sync::One<12>>(),
        function::<sync::One<13>>(),
        function::<sync::One<14>>(),
        function::<sync::One<15>>(),
        function::<sync::One<16>>(),
        function::<sync::One<17>>(),
        function::<sync::One<18>>(),
        function::<sync::One<19>>(),
        function::<sync::One<20>>(),
        function::<sync::One<21>>(),
        function::<jobs::TermAllJobs>(),
        function::<jobs::TermJob>(),
    ],
    states: &[],
};
