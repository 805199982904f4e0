//! `cp`: files of the file server, brought to this machine.

mod cache;
mod get;
mod list;

use halite_states::declare::{Module, function};

/// `cp`.
pub(crate) const MODULE: Module = Module {
    name: "cp",
    functions: &[
        function::<cache::CacheDir>(),
        function::<cache::CacheFile>(),
        function::<cache::CacheFiles>(),
        function::<cache::CacheLocalFile>(),
        function::<cache::CacheMaster>(),
        function::<cache::HashFile>(),
        function::<cache::IsCached>(),
        function::<cache::StatFile>(),
        function::<get::GetDir>(),
        function::<get::GetFile>(),
        function::<get::GetFileStr>(),
        function::<get::GetTemplate>(),
        function::<get::GetUrl>(),
        function::<list::Envs>(),
        function::<list::ListMaster>(),
        function::<list::ListMasterDirs>(),
        function::<list::ListMasterSymlinks>(),
        function::<list::ListStates>(),
    ],
    states: &[],
};
