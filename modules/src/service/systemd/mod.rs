//! systemd through `systemctl`.

mod act;
mod ask;
mod parse;
mod provider;
mod sysv;
mod unit;

pub(super) use provider::Systemd;
use provider::{query, systemctl};
