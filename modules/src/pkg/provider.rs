//! What a package manager offers, and which one this machine has.

use std::{cmp::Ordering, collections::BTreeMap};

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Ask, ModuleError};

use super::apt::Apt;

/// Names of packages with their versions.
pub(super) type Versions = BTreeMap<String, Vec<String>>;

/// The packages that a machine has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Inventory {
    /// Installed.
    pub installed: Versions,
    /// Removed, with their configuration left behind.
    pub removed: Versions,
    /// Installed, and marked to be purged.
    pub purge_desired: Versions,
}

impl Inventory {
    /// All that is there, whatever it is marked for.
    pub(super) fn present(&self) -> Versions {
        let mut present = self.purge_desired.clone();
        present.extend(self.installed.clone());
        present
    }
}

/// One package to install: by name, at a version, or from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pick {
    /// Its name.
    pub name: String,
    /// The version; the newest if `None`.
    pub version: Option<String>,
    /// The file that holds it.
    pub path: Option<String>,
}

/// Packages to install, sorted by what it takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Picks {
    /// New or newer.
    pub install: Vec<Pick>,
    /// Older than what is there.
    pub downgrade: Vec<Pick>,
    /// The same as what is there.
    pub reinstall: Vec<Pick>,
}

/// How packages are installed.
#[derive(Clone, Debug, Default)]
pub(super) struct Manner {
    /// Only from this release or repository.
    pub fromrepo: Option<String>,
    /// Also what is not signed.
    pub skip_verify: bool,
    /// Takes the package's configuration files over local changes.
    pub force_conf_new: bool,
    /// Says yes to everything, harm included.
    pub force_yes: bool,
    /// Recommended packages too, or not; the machine's setting if `None`.
    pub install_recommends: Option<bool>,
    /// Only what is installed already.
    pub only_upgrade: bool,
    /// Downloads and installs nothing.
    pub downloadonly: bool,
    /// Removes and downgrades what stands in the way of an upgrade.
    pub dist_upgrade: bool,
    /// Downgrades where the sources say so.
    pub allow_downgrades: bool,
    /// Further variables for the package manager.
    pub env: Vec<(String, String)>,
}

/// A package manager.
pub(super) trait Provider: Sync {
    /// The packages of this machine.
    fn inventory(&self, ask: &Ask<'_>) -> Result<Inventory, ModuleError>;
    /// The version of each package that would be installed.
    fn candidates(
        &self,
        ask: &Ask<'_>,
        names: &[String],
        fromrepo: Option<&str>,
    ) -> Result<BTreeMap<String, String>, ModuleError>;
    /// Every version of each package (of all, if none is named) in the repositories, the preferred first.
    fn offered(&self, ask: &Ask<'_>, names: &[String]) -> Result<Versions, ModuleError>;
    /// Packages with a newer version, and that version.
    fn upgradable(
        &self,
        ask: &Ask<'_>,
        dist_upgrade: bool,
        fromrepo: Option<&str>,
    ) -> Result<BTreeMap<String, String>, ModuleError>;
    /// Which of two versions is newer.
    fn order(&self, a: &str, b: &str) -> Ordering;
    /// The name under which a package is listed: without an architecture that goes without saying.
    fn normalize(&self, ask: &Ask<'_>, name: &str) -> String;
    /// Name and version of the package in a file.
    fn in_file(&self, ask: &Ask<'_>, path: &str) -> Result<(String, String), ModuleError>;
    /// What each package is marked for, by mark (`install`, `hold`, …); of all packages, or those that fit a pattern.
    fn marks(&self, ask: &Ask<'_>, pattern: Option<&str>) -> Result<Versions, ModuleError>;
    /// The package that a file belongs to; empty if none.
    fn owner(&self, ask: &Ask<'_>, path: &str) -> Result<String, ModuleError>;
    /// The files of each package (of all, if none is named), or what went wrong.
    fn files(&self, ask: &Ask<'_>, names: &[String]) -> Result<Result<Versions, String>, ModuleError>;
    /// All that is known of installed packages.
    fn details(&self, ask: &Ask<'_>, names: &[String], failhard: bool) -> Result<Dict, ModuleError>;
    /// All that is known of packages in the repositories, by name and version.
    fn shown(&self, ask: &Ask<'_>, names: &[String]) -> Result<Dict, ModuleError>;
    /// What would be removed because nothing needs it any more.
    fn orphans(&self, ask: &Ask<'_>, purge: bool) -> Result<Vec<String>, ModuleError>;
    /// Whether the lists of packages are younger than these seconds.
    fn fresh(&self, ask: &Ask<'_>, seconds: f64) -> bool;

    /// Fetches the lists of packages; each source with `true` fetched, `None` unchanged, `false` failed.
    fn refresh(&self, act: &Act<'_>) -> Result<BTreeMap<String, Option<bool>>, ModuleError>;
    /// Installs; gives back what went wrong.
    fn install(&self, act: &Act<'_>, picks: &Picks, manner: &Manner) -> Result<Vec<String>, ModuleError>;
    /// Removes, with configuration if `purge`; gives back what went wrong.
    fn remove(&self, act: &Act<'_>, names: &[String], purge: bool) -> Result<Vec<String>, ModuleError>;
    /// Upgrades everything; gives back what went wrong.
    fn upgrade(&self, act: &Act<'_>, manner: &Manner) -> Result<Option<Dict>, ModuleError>;
    /// Removes what nothing needs any more.
    fn autoremove(&self, act: &Act<'_>, purge: bool) -> Result<(), ModuleError>;
    /// Marks packages; false if that failed.
    fn mark(&self, act: &Act<'_>, names: &[String], mark: &str) -> Result<bool, ModuleError>;
}

/// One line a package manager: the `os_family` grains it serves, and itself.
const PROVIDERS: &[(&str, &dyn Provider)] = &[("Debian", &Apt)];

/// The package manager of this machine.
pub(super) fn of(ask: &Ask<'_>) -> Result<&'static dyn Provider, ModuleError> {
    let grains = ask.facts.grains();
    by_grains(&grains).ok_or_else(|| {
        let family = family(&grains);
        ModuleError::failed(format!("The pkg module could not be loaded: unsupported OS family {family}"))
    })
}

/// The package manager of a machine with these grains.
pub(super) fn by_grains(grains: &Dict) -> Option<&'static dyn Provider> {
    PROVIDERS.iter().find(|(known, _)| *known == family(grains)).map(|(_, provider)| *provider)
}

fn family(grains: &Dict) -> &str {
    grains.get("os_family").and_then(Value::as_str).unwrap_or_default()
}
