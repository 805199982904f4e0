//! `pkg.remove`, `pkg.purge`, `pkg.autoremove`, `pkg.upgrade`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{
    changes::between,
    due,
    problem::Problem,
    provider::{self, Manner},
    targets::{desired, normalizer},
    transaction,
};

/// Removes packages; their configuration stays. Gives back what changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Remove {
    /// A package or a pattern, or several with commas.
    #[serde(default)]
    name: Option<Text>,
    /// Packages and patterns.
    #[serde(default)]
    pkgs: Option<Value>,
}

impl Function for Remove {
    const NAME: &'static str = "pkg.remove";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let names = names(act, self.name.as_deref(), self.pkgs.as_ref())?;
        transaction::remove(act, &names, false).map_err(Problem::into_error)
    }
}

/// Removes packages and their configuration. Gives back what changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Purge {
    /// A package or a pattern, or several with commas.
    #[serde(default)]
    name: Option<Text>,
    /// Packages and patterns.
    #[serde(default)]
    pkgs: Option<Value>,
}

impl Function for Purge {
    const NAME: &'static str = "pkg.purge";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let names = names(act, self.name.as_deref(), self.pkgs.as_ref())?;
        transaction::remove(act, &names, true).map_err(Problem::into_error)
    }
}

fn names(act: &Act<'_>, name: Option<&str>, pkgs: Option<&Value>) -> Result<Vec<String>, ModuleError> {
    let ask = act.ask();
    let normalize = normalizer(&ask, provider::of(&ask)?, true);
    if let Some(pkgs) = pkgs.filter(|pkgs| pkgs.is_truthy()) {
        return Ok(desired(pkgs, normalize)?.unwrap_or_default().into_keys().collect());
    }
    Ok(name.unwrap_or_default().split(',').filter(|name| !name.is_empty()).map(normalize).collect())
}

/// Removes packages that nothing needs any more. Gives back what changed, or the list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Autoremove {
    /// Only tells what would be removed.
    #[serde(default)]
    list_only: bool,
    /// Removes their configuration too.
    #[serde(default)]
    purge: bool,
}

impl Function for Autoremove {
    const NAME: &'static str = "pkg.autoremove";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let ask = act.ask();
        let provider = provider::of(&ask)?;
        if self.list_only {
            return Ok(provider.orphans(&ask, self.purge)?.into());
        }
        let old = provider.inventory(&ask)?.present();
        provider.autoremove(act, self.purge)?;
        Ok(between(&old, &provider.inventory(&ask)?.present()).into())
    }
}

/// Upgrades all packages. Gives back what changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Upgrade {
    /// Fetches the lists of packages first.
    #[serde(default = "yes")]
    refresh: bool,
    /// Installs and removes others where an upgrade needs it.
    #[serde(default)]
    dist_upgrade: bool,
    /// Does not fetch lists that are younger than these seconds.
    #[serde(default)]
    cache_valid_time: Option<f64>,
    /// Takes the packages' configuration files over local changes.
    #[serde(default)]
    force_conf_new: bool,
    /// Says yes to everything, harm included.
    #[serde(default)]
    force_yes: bool,
    /// Also what is not signed.
    #[serde(default)]
    skip_verify: bool,
    /// Downloads and installs nothing.
    #[serde(default)]
    download_only: bool,
    /// The same by another name.
    #[serde(default)]
    downloadonly: bool,
    /// Downgrades where the sources say so.
    #[serde(default)]
    allow_downgrades: bool,
}

fn yes() -> bool {
    true
}

impl Function for Upgrade {
    const NAME: &'static str = "pkg.upgrade";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        if self.refresh {
            due::refresh(act, self.cache_valid_time)?;
        }
        let manner = Manner {
            dist_upgrade: self.dist_upgrade,
            force_conf_new: self.force_conf_new,
            force_yes: self.force_yes,
            skip_verify: self.skip_verify,
            downloadonly: self.download_only || self.downloadonly,
            allow_downgrades: self.allow_downgrades,
            ..Manner::default()
        };
        transaction::upgrade(act, &manner).map_err(Problem::into_error)
    }
}
