//! What an init system offers, and which one this machine has.

use halite_common::value::Dict;
use halite_states::declare::{Act, Ask, ModuleError};

use super::systemd::Systemd;

/// What is known of a service at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// There is such a service.
    pub available: bool,
    /// It runs.
    pub active: bool,
}

/// What is done to a service that is started or stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Start it.
    Start,
    /// Stop it.
    Stop,
    /// Stop and start it.
    Restart,
    /// Let it read its configuration again.
    Reload,
    /// Reload it if it can, else restart it.
    ForceReload,
}

/// How a turn is made.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Manner {
    /// Does not wait for it to finish; `None` waits unless the service is this minion's own.
    pub no_block: Option<bool>,
    /// Unmasks the service first.
    pub unmask: bool,
    /// Removes a mask that lasts until the next boot first.
    pub unmask_runtime: bool,
}

/// Which services a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    /// Those that start at boot.
    Enabled,
    /// Those that do not.
    Disabled,
    /// Those that cannot be either.
    Static,
}

/// An init system.
pub(super) trait Provider: Sync {
    /// Looks at one service.
    fn unit(&self, ask: &Ask<'_>, name: &str) -> Result<Unit, ModuleError>;
    /// Tells whether it starts at boot.
    fn enabled(&self, ask: &Ask<'_>, name: &str, root: Option<&str>) -> Result<bool, ModuleError>;
    /// Tells whether it is kept from being started at all.
    fn masked(
        &self,
        ask: &Ask<'_>,
        name: &str,
        runtime: bool,
        root: Option<&str>,
    ) -> Result<bool, ModuleError>;
    /// Every service there is, sorted.
    fn all(&self, ask: &Ask<'_>, root: Option<&str>) -> Result<Vec<String>, ModuleError>;
    /// The services that run, sorted.
    fn running(&self, ask: &Ask<'_>) -> Result<Vec<String>, ModuleError>;
    /// The services of one sort, sorted.
    fn list(&self, ask: &Ask<'_>, which: Listed, root: Option<&str>) -> Result<Vec<String>, ModuleError>;
    /// All properties of a service.
    fn show(&self, ask: &Ask<'_>, name: &str, root: Option<&str>) -> Result<Dict, ModuleError>;

    /// Starts, stops, restarts or reloads; false where it did not work and there is nothing to tell.
    fn turn(&self, act: &Act<'_>, turn: Turn, name: &str, manner: Manner) -> Result<bool, ModuleError>;
    /// Makes it start at boot, or not.
    fn set_enabled(
        &self,
        act: &Act<'_>,
        name: &str,
        on: bool,
        root: Option<&str>,
    ) -> Result<bool, ModuleError>;
    /// Keeps it from being started, or no longer.
    fn set_masked(
        &self,
        act: &Act<'_>,
        name: &str,
        on: bool,
        runtime: bool,
        root: Option<&str>,
    ) -> Result<(), ModuleError>;
    /// Makes the init system read its files again.
    fn reread(&self, act: &Act<'_>) -> Result<(), ModuleError>;
}

/// The init system of this machine.
pub(super) fn of(ask: &Ask<'_>) -> Result<&'static dyn Provider, ModuleError> {
    if booted(ask) || offline(ask) {
        return Ok(&Systemd);
    }
    Err(ModuleError::failed(
        "The systemd execution module failed to load: only available on Linux systems which have been booted \
         with systemd.",
    ))
}

fn booted(ask: &Ask<'_>) -> bool {
    ask.probe.exists("/run/systemd/system".as_ref())
}

/// Tells whether there is an init system on the disk but none that runs, as in a chroot.
pub(super) fn offline(ask: &Ask<'_>) -> bool {
    !booted(ask) && ask.probe.which("systemctl").is_some()
}
