//! `user`: accounts of the machine.

mod account;
mod crypt;
mod exec;
mod modify;
mod shadow;
mod state;

use halite_states::declare::{Module, function, state};

pub(crate) use crypt::shadow_hash;
pub(crate) use modify::{program, ran};

/// `user`.
pub(crate) const MODULE: Module = Module {
    name: "user",
    functions: &[
        function::<exec::Info>(),
        function::<exec::Add>(),
        function::<exec::Delete>(),
        function::<exec::ListUsers>(),
        function::<exec::ListGroups>(),
        function::<exec::PrimaryGroup>(),
        function::<exec::Getent>(),
        function::<exec::Rename>(),
        exec::entry::<exec::Chuid>(),
        exec::entry::<exec::Chgid>(),
        exec::entry::<exec::Chshell>(),
        exec::entry::<exec::Chfullname>(),
        exec::entry::<exec::Chroomnumber>(),
        exec::entry::<exec::Chworkphone>(),
        exec::entry::<exec::Chhomephone>(),
        exec::entry::<exec::Chother>(),
        function::<exec::Chhome>(),
        function::<exec::Chgroups>(),
    ],
    states: &[state::<state::Present>(), state::<state::Absent>()],
};
