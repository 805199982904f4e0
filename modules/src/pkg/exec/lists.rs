//! `pkg.list_pkgs`, `pkg.list_upgrades`, `pkg.list_repo_pkgs`, `pkg.refresh_db`.

use std::collections::BTreeMap;

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{changes::as_dict, due, provider};

/// Lists installed packages with their versions.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct ListPkgs {
    /// Gives versions as lists.
    #[serde(default)]
    versions_as_list: bool,
    /// Lists what is removed but not purged instead.
    #[serde(default)]
    removed: bool,
    /// Lists what is installed but marked to be purged instead.
    #[serde(default)]
    purge_desired: bool,
}

impl Function for ListPkgs {
    const NAME: &'static str = "pkg.list_pkgs";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let inventory = provider::of(&act.ask())?.inventory(&act.ask())?;
        let list = match (self.removed, self.purge_desired) {
            (true, _) => inventory.removed,
            (false, true) => inventory.purge_desired,
            (false, false) => inventory.present(),
        };
        Ok(as_dict(&list, self.versions_as_list))
    }
}

/// Lists packages that can be upgraded, with their new versions.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct ListUpgrades {
    /// Fetches the lists of packages first.
    #[serde(default = "yes")]
    refresh: bool,
    /// Counts upgrades that need others to be installed or removed.
    #[serde(default = "yes")]
    dist_upgrade: bool,
    /// Does not fetch lists that are younger than these seconds.
    #[serde(default)]
    cache_valid_time: Option<f64>,
    /// Only from this release or repository.
    #[serde(default)]
    fromrepo: Option<Text>,
}

fn yes() -> bool {
    true
}

impl Function for ListUpgrades {
    const NAME: &'static str = "pkg.list_upgrades";
    type Output = BTreeMap<String, String>;

    fn call(self, act: &Act<'_>) -> Result<Self::Output, ModuleError> {
        if self.refresh {
            due::refresh(act, self.cache_valid_time)?;
        }
        provider::of(&act.ask())?.upgradable(&act.ask(), self.dist_upgrade, self.fromrepo.as_deref())
    }
}

/// Lists the versions of packages in the repositories.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct ListRepoPkgs {
    /// Packages; all if none is named.
    #[serde(default, rename = "*args")]
    names: Vec<Text>,
}

impl Function for ListRepoPkgs {
    const NAME: &'static str = "pkg.list_repo_pkgs";
    type Output = BTreeMap<String, Vec<String>>;

    fn call(self, act: &Act<'_>) -> Result<Self::Output, ModuleError> {
        let names: Vec<String> = self.names.into_iter().map(String::from).collect();
        provider::of(&act.ask())?.offered(&act.ask(), &names)
    }
}

/// Fetches the lists of packages. Gives back each source: true fetched, None unchanged, false failed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct RefreshDb {
    /// Does not fetch lists that are younger than these seconds.
    #[serde(default)]
    cache_valid_time: Option<f64>,
    /// Fails if any source fails.
    #[serde(default)]
    failhard: bool,
}

impl Function for RefreshDb {
    const NAME: &'static str = "pkg.refresh_db";
    type Output = BTreeMap<String, Option<bool>>;

    fn call(self, act: &Act<'_>) -> Result<Self::Output, ModuleError> {
        let sources = due::refresh(act, self.cache_valid_time)?;
        let failed =
            sources.iter().filter(|(_, result)| **result == Some(false)).map(|(source, _)| source.as_str());
        let failed: Vec<&str> = failed.collect();
        if self.failhard && !failed.is_empty() {
            return Err(ModuleError::failed(format!("Error getting repos: {}", failed.join(", "))));
        }
        Ok(sources)
    }
}
