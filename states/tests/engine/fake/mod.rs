//! A fake minion on a fake machine, with states like Salt's `test.*` and nothing else.

mod functions;
mod host;
mod minion;
mod states;

pub(crate) use host::FakeHost;
pub(crate) use minion::FakeMinion;

use halite_states::declare::{Module, Registry, function, state};

/// All there is.
pub(crate) const REGISTRY: Registry = Registry(&[
    Module {
        name: "test",
        functions: &[
            function::<functions::Echo>(),
            function::<functions::Arg>(),
            function::<functions::True>(),
            function::<functions::False>(),
        ],
        states: &[
            state::<states::Nop>(),
            state::<states::Succeed>(),
            state::<states::SucceedWithChanges>(),
            state::<states::Fail>(),
            state::<states::FailWithChanges>(),
            state::<states::Configurable>(),
            state::<states::ShowNotification>(),
            state::<states::Break>(),
        ],
    },
    Module { name: "cmd", functions: &[function::<functions::Retcode>()], states: &[] },
]);
