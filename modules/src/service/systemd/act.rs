//! What systemd is told to do.

use halite_states::declare::{Act, ModuleError};

use super::{
    super::provider::{Manner, Turn, offline},
    ask,
    parse::without_scope,
    systemctl, sysv,
    unit::canonical,
};

/// Starts, stops, restarts or reloads.
pub(super) fn turn(act: &Act<'_>, turn: Turn, name: &str, manner: Manner) -> Result<bool, ModuleError> {
    refresh(act, name)?;
    for (wanted, runtime) in [(manner.unmask, false), (manner.unmask_runtime, true)] {
        if wanted {
            set_masked(act, name, false, runtime, None)?;
        }
    }
    let verb = match turn {
        Turn::Start => "start",
        Turn::Stop => "stop",
        Turn::Restart => "restart",
        Turn::Reload => "reload",
        Turn::ForceReload => "force-reload",
    };
    let full = canonical(name);
    let mut words = vec![verb, "--", &full];
    if manner.no_block.unwrap_or_else(|| own(&full)) {
        words.insert(0, "--no-block");
    }
    let output = act.host.run(&systemctl(&words, None))?;
    match (turn, output.success()) {
        (_, true) => Ok(true),
        (Turn::Stop, false) => Ok(false),
        _ => Err(ModuleError::Failed(without_scope(&output.stderr_text()))),
    }
}

/// The service that this program itself runs as: waiting for its own end would never return.
fn own(full: &str) -> bool {
    matches!(full, "halite-minion.service" | "salt-minion.service")
}

/// Makes a unit start at boot, or not.
pub(super) fn set_enabled(
    act: &Act<'_>,
    name: &str,
    on: bool,
    root: Option<&str>,
) -> Result<bool, ModuleError> {
    refresh(act, name)?;
    let ask = act.ask();
    if sysv::services(&ask, &ask::units(&ask, root), root).iter().any(|script| script == name) {
        let command = sysv::toggle(&ask, name, on).ok_or_else(|| {
            ModuleError::failed("Unable to find sysv service manager (tried update-rc.d, chkconfig)")
        })?;
        return Ok(act.host.run(&command)?.success());
    }
    let verb = if on { "enable" } else { "disable" };
    let output = act.host.run(&systemctl(&[verb, "--", &canonical(name)], root))?;
    if on && !output.success() {
        return Err(ModuleError::Failed(without_scope(&output.stderr_text())));
    }
    Ok(output.success())
}

/// Masks or unmasks, for good or until the next boot.
pub(super) fn set_masked(
    act: &Act<'_>,
    name: &str,
    on: bool,
    runtime: bool,
    root: Option<&str>,
) -> Result<(), ModuleError> {
    refresh(act, name)?;
    if !on && !ask::masked(&act.ask(), name, runtime, root) {
        return Ok(());
    }
    let verb = if on { "mask" } else { "unmask" };
    let full = canonical(name);
    let mut words = vec![verb, "--", &full];
    if runtime {
        words.insert(1, "--runtime");
    }
    let output = act.host.run(&systemctl(&words, root))?;
    if output.success() {
        return Ok(());
    }
    let told = without_scope(&format!("{}{}", output.stdout_text(), output.stderr_text()));
    Err(ModuleError::Failed(format!("Failed to {verb} service '{name}': {told}")))
}

/// Makes systemd read its files again.
pub(super) fn reread(act: &Act<'_>) -> Result<(), ModuleError> {
    let output = act.host.run(&systemctl(&["--system", "daemon-reload"], None))?;
    if output.success() {
        return Ok(());
    }
    let told = output.stderr_text();
    Err(ModuleError::Failed(format!("Problem performing systemctl daemon-reload: {}", told.trim())))
}

/// Makes systemd read its files again if this unit's changed.
fn refresh(act: &Act<'_>, name: &str) -> Result<(), ModuleError> {
    if offline(&act.ask()) || !ask::unit(&act.ask(), name)?.stale {
        return Ok(());
    }
    reread(act)
}
