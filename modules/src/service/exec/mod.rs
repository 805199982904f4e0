//! Execution functions.

mod boot;
mod list;
mod turn;

pub(super) use boot::{Disable, Disabled, Enable, Enabled, Mask, Masked, Unmask};
pub(super) use list::{
    Execs, GetAll, GetDisabled, GetEnabled, GetRunning, GetStatic, Offline, Show, SystemctlReload,
};
pub(super) use turn::{Available, ForceReload, Missing, Reload, Restart, Start, Status, Stop};
