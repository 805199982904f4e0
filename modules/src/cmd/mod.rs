//! `cmd`: commands, scripts and snippets of code.

mod direct;
mod environment;
mod exec;
mod line;
mod locale;
mod login;
mod request;
mod run;
mod script;
mod snippet;
mod state;
mod terminal;
mod told;
mod which;

pub(crate) use environment::{items, variables};
pub(crate) use line::split as words;
pub(crate) use locale::english;
pub(crate) use told::ran_all;

use halite_states::declare::{Module, function, state};

/// `cmd`.
pub(crate) const MODULE: Module = Module {
    name: "cmd",
    functions: &[
        exec::entry::<exec::Run>(),
        exec::entry::<exec::RunAll>(),
        exec::entry::<exec::RunStdout>(),
        exec::entry::<exec::RunStderr>(),
        exec::entry::<exec::Retcode>(),
        exec::entry::<exec::Shell>(),
        exec::entry::<exec::RunBg>(),
        function::<script::Script>(),
        function::<script::ScriptRetcode>(),
        function::<terminal::Shells>(),
        function::<terminal::Tty>(),
        function::<which::Which>(),
        function::<which::WhichBin>(),
        function::<which::HasExec>(),
        function::<snippet::ExecCode>(),
        function::<snippet::ExecCodeAll>(),
    ],
    states: &[
        state::<state::Call>(),
        state::<state::Run>(),
        state::<state::Wait>(),
        state::<state::Watch>(),
        state::<state::Script>(),
        state::<state::WaitCall>(),
        state::<state::WaitScript>(),
    ],
};
