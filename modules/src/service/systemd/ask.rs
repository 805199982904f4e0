//! Questions to systemd.

use std::path::Path;

use halite_common::value::Dict;
use halite_states::{
    declare::{Ask, ModuleError},
    host::FileKind,
};

use super::{
    super::provider::{Listed, Unit, offline},
    parse::{self, property},
    query, sysv,
    unit::{below, canonical, short},
};

const FOLDERS: [&str; 3] = ["/lib/systemd/system", "/usr/lib/systemd/system", LOCAL];
const LOCAL: &str = "/etc/systemd/system";

/// A unit, and whether its file changed since systemd read it.
pub(super) struct Seen {
    /// What it is.
    pub unit: Unit,
    /// systemd has to read its files again first.
    pub stale: bool,
}

/// Looks at one unit.
pub(super) fn unit(ask: &Ask<'_>, name: &str) -> Result<Seen, ModuleError> {
    if offline(ask) {
        let message = format!("Cannot run in offline mode. Failed to get information on unit '{name}'");
        return Err(ModuleError::Failed(message));
    }
    let full = canonical(name);
    if full.contains("@.") {
        // A template has no state of its own, and systemd refuses to show one.
        let available = units(ask, None).iter().any(|unit| canonical(unit) == full);
        return Ok(Seen { unit: Unit { available, active: false }, stale: false });
    }
    let output = query(ask, &["show", "-p", "LoadState,ActiveState,NeedDaemonReload", "--", &full], None)?;
    if !output.success() {
        let message = format!("Failed to get information on unit '{name}': {}", output.stderr_text().trim());
        return Err(ModuleError::Failed(message));
    }
    let text = output.stdout_text();
    let known = property(&text, "LoadState").is_some_and(|state| state != "not-found");
    let untracked = !known && ask.probe.is_file(&Path::new(LOCAL).join(&*full));
    let active = matches!(property(&text, "ActiveState"), Some("active" | "reloading" | "refreshing"));
    let stale = untracked || property(&text, "NeedDaemonReload") == Some("yes");
    Ok(Seen { unit: Unit { available: known || untracked, active }, stale })
}

/// Tells whether a unit starts at boot; what cannot be set (`static`, `indirect` …) counts as enabled, as in Salt.
pub(super) fn enabled(ask: &Ask<'_>, name: &str, root: Option<&str>) -> Result<bool, ModuleError> {
    let output = query(ask, &["is-enabled", "--", &canonical(name)], root)?;
    if output.stdout_text().trim() == "alias" {
        let shown = query(ask, &["show", "-P", "Id", "--", &canonical(name)], root)?.stdout_text();
        return Ok(query(ask, &["is-enabled", "--", shown.trim()], root)?.success());
    }
    if output.success() {
        return Ok(true);
    }
    if name.contains('@') {
        return Ok(linked(ask, &canonical(name), &below(root, LOCAL)));
    }
    Ok(sysv::services(ask, &units(ask, root), root).iter().any(|script| script == name)
        && sysv::enabled(ask, name, root))
}

/// Looks for the link that enabling a template makes; old releases do not tell it.
fn linked(ask: &Ask<'_>, full: &str, folder: &Path) -> bool {
    let names = ask.probe.list(folder).unwrap_or_default();
    names.iter().any(|name| {
        let path = folder.join(name);
        match ask.probe.lstat(&path).map(|stat| stat.kind) {
            Ok(FileKind::Symlink) => name == full,
            Ok(FileKind::Directory) => linked(ask, full, &path),
            _ => false,
        }
    })
}

/// Tells whether a unit is masked, for good or until the next boot.
pub(super) fn masked(ask: &Ask<'_>, name: &str, runtime: bool, root: Option<&str>) -> bool {
    let folder = below(root, if runtime { "/run/systemd/system" } else { LOCAL });
    let target = ask.probe.read_link(&folder.join(&*canonical(name)));
    target.is_ok_and(|target| target == Path::new("/dev/null"))
}

/// The unit files on the disk, by their short names.
pub(super) fn units(ask: &Ask<'_>, root: Option<&str>) -> Vec<String> {
    let folders = FOLDERS.iter().map(|folder| below(root, folder));
    let real =
        folders.filter(|folder| ask.probe.lstat(folder).is_ok_and(|stat| stat.kind == FileKind::Directory));
    let names: Vec<_> = real.flat_map(|folder| ask.probe.list(&folder).unwrap_or_default()).collect();
    parse::sorted(names.iter().filter_map(|name| short(name.to_str()?)))
}

/// Every service: unit files, and init scripts beside them.
pub(super) fn all(ask: &Ask<'_>, root: Option<&str>) -> Result<Vec<String>, ModuleError> {
    let mut names = units(ask, root);
    names.extend(sysv::services(ask, &names, root));
    names.sort();
    Ok(names)
}

/// The units that run.
pub(super) fn running(ask: &Ask<'_>) -> Result<Vec<String>, ModuleError> {
    let output = query(ask, &["--full", "--no-legend", "--no-pager"], None)?;
    Ok(parse::running(&output.stdout_text()))
}

/// The units of one sort.
pub(super) fn list(ask: &Ask<'_>, which: Listed, root: Option<&str>) -> Result<Vec<String>, ModuleError> {
    let output = query(ask, &["--full", "--no-legend", "--no-pager", "list-unit-files"], root)?;
    let mut names = parse::listed(&output.stdout_text(), which);
    if which != Listed::Static {
        let scripts = sysv::services(ask, &units(ask, root), root);
        let wanted = which == Listed::Enabled;
        names.extend(scripts.into_iter().filter(|name| sysv::enabled(ask, name, root) == wanted));
        names.sort();
        names.dedup();
    }
    Ok(names)
}

/// All properties of a unit.
pub(super) fn show(ask: &Ask<'_>, name: &str, root: Option<&str>) -> Result<Dict, ModuleError> {
    Ok(parse::show(&query(ask, &["show", "--", &canonical(name)], root)?.stdout_text()))
}
