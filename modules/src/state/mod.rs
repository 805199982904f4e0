//! `state`: what an operator asks the state engine for.

mod disabled;
mod exec;
mod pause;
mod request;
mod session;
mod settings;

use halite_states::declare::{Module, function};

/// `state`.
pub(crate) const MODULE: Module = Module {
    name: "state",
    functions: &[
        function::<exec::apply::Apply>(),
        function::<exec::request::CheckRequest>(),
        function::<exec::manage::ClearCache>(),
        function::<exec::request::ClearRequest>(),
        function::<exec::manage::Disable>(),
        function::<exec::manage::Enable>(),
        function::<exec::pauses::GetPauses>(),
        function::<exec::single::High>(),
        function::<exec::apply::Highstate>(),
        function::<exec::show::IdExists>(),
        function::<exec::manage::ListDisabled>(),
        function::<exec::single::Low>(),
        function::<exec::pauses::Pause>(),
        function::<exec::request::Request>(),
        function::<exec::pauses::Resume>(),
        function::<exec::request::RunRequest>(),
        function::<exec::manage::Running>(),
        function::<exec::show_top::ShowHighstate>(),
        function::<exec::show::ShowLowSls>(),
        function::<exec::show_top::ShowLowstate>(),
        function::<exec::show::ShowSls>(),
        function::<exec::show_top::ShowStateUsage>(),
        function::<exec::show_top::ShowStates>(),
        function::<exec::show_top::ShowTop>(),
        function::<exec::single::Single>(),
        function::<exec::apply::Sls>(),
        function::<exec::show::SlsExists>(),
        function::<exec::apply::SlsId>(),
        function::<exec::pauses::SoftKill>(),
        function::<exec::template::Template>(),
        function::<exec::template::TemplateStr>(),
        function::<exec::apply::Test>(),
        function::<exec::apply::Top>(),
    ],
    states: &[],
};
