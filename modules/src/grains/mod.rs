//! `grains`: what the minion is, and the grains that users give it.
//!
//! Grains are collected elsewhere; here they are looked up, and the file of static grains is changed.

mod exec;
mod file;
pub(crate) mod lookup;
mod set;
mod state;

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Module, ModuleError, function, state};

/// Sets a top-level grain in the file of static grains.
pub(crate) fn setval(act: &Act<'_>, key: &str, value: Value) -> Result<Dict, ModuleError> {
    exec::write::setval(act, key, value, false)
}

/// `grains`.
pub(crate) const MODULE: Module = Module {
    name: "grains",
    functions: &[
        function::<exec::write::Append>(),
        function::<exec::write::Delkey>(),
        function::<exec::write::Delval>(),
        function::<exec::read::Equals>(),
        function::<exec::read::Fetch>(),
        function::<exec::read::FilterBy>(),
        function::<exec::read::Get>(),
        function::<exec::read::HasValue>(),
        function::<exec::show::Item>(),
        function::<exec::show::Items>(),
        function::<exec::read::Ls>(),
        function::<exec::write::Remove>(),
        function::<exec::write::Set>(),
        function::<exec::write::Setval>(),
        function::<exec::write::Setvals>(),
    ],
    states: &[
        state::<state::absent::Absent>(),
        state::<state::append::Append>(),
        state::<state::exists::Exists>(),
        state::<state::list_absent::ListAbsent>(),
        state::<state::list_present::ListPresent>(),
        state::<state::present::Present>(),
    ],
};
