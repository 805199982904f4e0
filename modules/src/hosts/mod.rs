//! `hosts`: names of addresses in `/etc/hosts`. The states are those of `host`.

mod exec;
mod table;

use halite_states::declare::{Module, function};
pub(crate) use table::{Table, read, write};

/// `hosts`.
pub(crate) const MODULE: Module = Module {
    name: "hosts",
    functions: &[
        function::<exec::AddHost>(),
        function::<exec::GetAlias>(),
        function::<exec::GetIp>(),
        function::<exec::HasPair>(),
        function::<exec::ListHosts>(),
        function::<exec::RmHost>(),
        function::<exec::SetComment>(),
        function::<exec::SetHost>(),
    ],
    states: &[],
};
