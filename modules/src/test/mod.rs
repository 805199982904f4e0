//! `test`: functions and states that prove the path from the operator to the minion and back.

mod exec;
mod random;
mod state;

use halite_states::declare::{Module, function, state};

/// `test`.
pub(crate) const MODULE: Module = Module {
    name: "test",
    functions: &[
        function::<exec::echo::Arg>(),
        function::<exec::echo::ArgClean>(),
        function::<exec::echo::ArgRepr>(),
        function::<exec::echo::ArgType>(),
        function::<exec::fail::Assertion>(),
        function::<exec::ask::AttrCall>(),
        function::<exec::compute::Collatz>(),
        function::<exec::ask::ConfTest>(),
        function::<exec::ask::CrossTest>(),
        function::<exec::echo::Echo>(),
        function::<exec::fail::Exception>(),
        function::<exec::echo::False>(),
        function::<exec::compute::Fib>(),
        function::<exec::ask::GetOpts>(),
        function::<exec::echo::Kwarg>(),
        function::<exec::ask::ModuleReport>(),
        function::<exec::ask::OptsPkg>(),
        function::<exec::echo::Outputter>(),
        function::<exec::echo::Ping>(),
        function::<exec::fail::RaiseException>(),
        function::<exec::compute::RandSleep>(),
        function::<exec::compute::RandStr>(),
        function::<exec::compute::RandomHash>(),
        function::<exec::fail::Retcode>(),
        function::<exec::compute::Sleep>(),
        function::<exec::echo::True>(),
        function::<exec::fail::Try>(),
        function::<exec::echo::Tty>(),
        function::<exec::version::Version>(),
        function::<exec::version::Versions>(),
        function::<exec::version::VersionsInformation>(),
        function::<exec::version::VersionsReport>(),
    ],
    states: &[
        state::<state::pillar::CheckPillar>(),
        state::<state::configurable::ConfigurableTestState>(),
        state::<state::fixed::FailWithChanges>(),
        state::<state::fixed::FailWithoutChanges>(),
        state::<state::fixed::Nop>(),
        state::<state::notification::ShowNotification>(),
        state::<state::fixed::SucceedWithChanges>(),
        state::<state::fixed::SucceedWithoutChanges>(),
    ],
};
