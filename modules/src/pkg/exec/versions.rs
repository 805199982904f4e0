//! `pkg.version`, `pkg.latest_version`, `pkg.version_cmp`.

use halite_common::{
    declare::Text,
    glob,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{
    changes::as_dict,
    due,
    provider::{self, Versions},
    version::without_epoch,
};

/// Tells the version to which packages would be installed or upgraded; empty if they are up to date.
///
/// One package gives text, several a dictionary.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct LatestVersion {
    /// Packages.
    #[serde(default, rename = "*args")]
    names: Vec<Text>,
    /// Fetches the lists of packages first.
    #[serde(default = "yes")]
    refresh: bool,
    /// Also tells the version of what is up to date.
    #[serde(default)]
    show_installed: bool,
    /// Only from this release or repository.
    #[serde(default)]
    fromrepo: Option<Text>,
    /// Does not fetch lists that are younger than these seconds.
    #[serde(default)]
    cache_valid_time: Option<f64>,
}

fn yes() -> bool {
    true
}

impl Function for LatestVersion {
    const NAME: &'static str = "pkg.latest_version";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let names: Vec<String> = self.names.into_iter().map(String::from).collect();
        if names.is_empty() {
            return Ok("".into());
        }
        if self.refresh {
            due::refresh(act, self.cache_valid_time)?;
        }
        let latest = latest(&act.ask(), &names, self.fromrepo.as_deref(), self.show_installed)?;
        Ok(alone(latest, names.len()))
    }
}

/// The same as `pkg.latest_version`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct AvailableVersion {
    /// Packages.
    #[serde(default, rename = "*args")]
    names: Vec<Text>,
    /// Fetches the lists of packages first.
    #[serde(default = "yes")]
    refresh: bool,
    /// Also tells the version of what is up to date.
    #[serde(default)]
    show_installed: bool,
    /// Only from this release or repository.
    #[serde(default)]
    fromrepo: Option<Text>,
    /// Does not fetch lists that are younger than these seconds.
    #[serde(default)]
    cache_valid_time: Option<f64>,
}

impl Function for AvailableVersion {
    const NAME: &'static str = "pkg.available_version";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let AvailableVersion { names, refresh, show_installed, fromrepo, cache_valid_time } = self;
        LatestVersion { names, refresh, show_installed, fromrepo, cache_valid_time }.call(act)
    }
}

/// The version of each package that would be newer than what is there.
pub(in crate::pkg) fn latest(
    ask: &Ask<'_>,
    names: &[String],
    fromrepo: Option<&str>,
    show_installed: bool,
) -> Result<Dict, ModuleError> {
    let provider = provider::of(ask)?;
    let candidates = provider.candidates(ask, names, fromrepo)?;
    let installed = provider.inventory(ask)?.present();
    let newer = |name: &String| {
        let candidate = candidates.get(name).cloned().unwrap_or_default();
        let current = installed.get(name).map(Vec::as_slice).unwrap_or_default();
        let up_to_date = current.iter().any(|version| provider.order(version, &candidate).is_ge());
        if up_to_date && !show_installed { String::new() } else { candidate }
    };
    Ok(names.iter().map(|name| (name.clone(), newer(name))).collect())
}

/// A single result without its name.
fn alone(results: Dict, asked: usize) -> Value {
    match results.at(0) {
        Some((_, only)) if asked == 1 => only.clone(),
        _ => results.into(),
    }
}

/// Tells the installed version of packages; empty if they are not there.
///
/// One package gives text, several or a pattern a dictionary.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Version {
    /// Packages, or patterns with `*`.
    #[serde(default, rename = "*args")]
    names: Vec<Text>,
    /// Gives versions as lists.
    #[serde(default)]
    versions_as_list: bool,
}

impl Function for Version {
    const NAME: &'static str = "pkg.version";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let installed = provider::of(&act.ask())?.inventory(&act.ask())?.present();
        let mut found = Versions::new();
        let pattern = self.names.iter().any(|name| name.contains('*'));
        for name in &self.names {
            if name.contains('*') {
                let fitting = installed.iter().filter(|(known, _)| glob::matches(name, known));
                found.extend(fitting.map(|(known, versions)| (known.clone(), versions.clone())));
            } else {
                found.insert(name.0.clone(), installed.get(&name.0).cloned().unwrap_or_default());
            }
        }
        let asked = if pattern { 0 } else { found.len() };
        Ok(alone(as_dict(&found, self.versions_as_list), asked))
    }
}

/// Compares two versions: -1, 0 or 1.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct VersionCmp {
    /// A version.
    pkg1: Text,
    /// Another version.
    pkg2: Text,
    /// Compares without what stands before the colon.
    #[serde(default)]
    ignore_epoch: bool,
}

impl Function for VersionCmp {
    const NAME: &'static str = "pkg.version_cmp";
    type Output = i8;

    fn call(self, act: &Act<'_>) -> Result<i8, ModuleError> {
        let cut = |version: &Text| match self.ignore_epoch {
            true => without_epoch(version).to_owned(),
            false => version.0.clone(),
        };
        let order = provider::of(&act.ask())?.order(&cut(&self.pkg1), &cut(&self.pkg2));
        Ok(order as i8)
    }
}

/// Tells whether a package can be installed or upgraded.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct UpgradeAvailable {
    /// The package.
    name: Text,
}

impl Function for UpgradeAvailable {
    const NAME: &'static str = "pkg.upgrade_available";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        due::refresh(act, None)?;
        let latest = latest(&act.ask(), &[self.name.0], None, false)?;
        Ok(latest.values().any(Value::is_truthy))
    }
}

/// Drops an architecture that goes without saying from a package's name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct NormalizeName {
    /// The name, such as `vim:amd64`.
    name: Text,
}

impl Function for NormalizeName {
    const NAME: &'static str = "pkg.normalize_name";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        Ok(provider::of(&act.ask())?.normalize(&act.ask(), &self.name))
    }
}
