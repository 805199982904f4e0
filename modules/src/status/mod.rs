//! `status`: how the machine fares.

mod connection;
mod disk;
mod everything;
mod kernel;
mod parse;
mod people;
mod process;

use halite_states::declare::{Module, function};

/// `status`.
pub(crate) const MODULE: Module = Module {
    name: "status",
    functions: &[
        function::<people::Uptime>(),
        function::<people::W>(),
        function::<people::Time>(),
        function::<kernel::Loadavg>(),
        function::<kernel::Cpustats>(),
        function::<kernel::Meminfo>(),
        function::<kernel::Cpuinfo>(),
        function::<kernel::Vmstats>(),
        function::<kernel::Nproc>(),
        function::<kernel::Version>(),
        function::<kernel::Netstats>(),
        function::<kernel::Netdev>(),
        function::<disk::Diskstats>(),
        function::<disk::Diskusage>(),
        function::<process::Procs>(),
        function::<process::Pid>(),
        function::<connection::Master>(),
        function::<everything::AllStatus>(),
    ],
    states: &[],
};
