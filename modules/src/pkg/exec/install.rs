//! `pkg.install`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{
    provider::{self, Manner},
    targets::{Desired, desired, normalizer, sources},
    transaction::{Installation, Wanted, install},
};

/// Installs packages. Gives back what changed: each package with its old and new version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Install {
    /// A package, or several with commas.
    #[serde(default)]
    name: Option<Text>,
    /// Fetches the lists of packages first.
    #[serde(default)]
    refresh: bool,
    /// Only from this release or repository.
    #[serde(default)]
    fromrepo: Option<Text>,
    /// Also what is not signed.
    #[serde(default)]
    skip_verify: bool,
    /// Not supported yet: answers to questions, from the file server.
    #[serde(default)]
    debconf: Option<Text>,
    /// Packages: names, and `{name: version}`.
    #[serde(default)]
    pkgs: Option<Value>,
    /// Package files: `{name: place}`.
    #[serde(default)]
    sources: Option<Value>,
    /// Installs again what is there already.
    #[serde(default)]
    reinstall: bool,
    /// Downloads and installs nothing.
    #[serde(default)]
    downloadonly: bool,
    /// Compares versions without what stands before the colon.
    #[serde(default)]
    ignore_epoch: Option<bool>,
    /// Drops an architecture that goes without saying from the names.
    #[serde(default = "yes")]
    normalize: bool,
    /// The version, where one package is named.
    #[serde(default)]
    version: Option<Text>,
    /// Does not fetch lists that are younger than these seconds.
    #[serde(default)]
    cache_valid_time: Option<f64>,
    /// Takes the package's configuration files over local changes.
    #[serde(default)]
    force_conf_new: bool,
    /// Says yes to everything, harm included.
    #[serde(default)]
    force_yes: bool,
    /// Recommended packages too, or not.
    #[serde(default)]
    install_recommends: Option<bool>,
    /// Only what is installed already.
    #[serde(default)]
    only_upgrade: bool,
    /// Taken for Salt's sake: held packages that are named are installed, and held again.
    #[serde(default, rename = "update_holds")]
    _update_holds: bool,
    /// Variables for the package manager.
    #[serde(default)]
    env: Option<Value>,
}

fn yes() -> bool {
    true
}

impl Function for Install {
    const NAME: &'static str = "pkg.install";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        if self.debconf.is_some() {
            return Err(ModuleError::Usage("`debconf` is not supported".into()));
        }
        let Some(wanted) = self.wanted(act)? else { return Ok(Dict::new()) };
        let job = Installation {
            refresh: self.refresh,
            wanted,
            reinstall: self.reinstall,
            ignore_epoch: self.ignore_epoch.unwrap_or(false),
            cache_valid_time: self.cache_valid_time,
            manner: Manner {
                fromrepo: self.fromrepo.map(String::from),
                skip_verify: self.skip_verify,
                force_conf_new: self.force_conf_new,
                force_yes: self.force_yes,
                install_recommends: self.install_recommends,
                only_upgrade: self.only_upgrade,
                downloadonly: self.downloadonly,
                env: crate::cmd::variables(self.env.as_ref()),
                ..Manner::default()
            },
        };
        install(act, &job).map_err(super::super::problem::Problem::into_error)
    }
}

impl Install {
    fn wanted(&self, act: &Act<'_>) -> Result<Option<Wanted>, ModuleError> {
        let ask = act.ask();
        let normalize = normalizer(&ask, provider::of(&ask)?, self.normalize);
        let given = |value: &Option<Value>| value.clone().filter(Value::is_truthy);
        Ok(match (given(&self.pkgs), given(&self.sources), &self.name) {
            (Some(_), Some(_), _) => {
                return Err(ModuleError::Usage("Only one of \"pkgs\" and \"sources\" can be used.".into()));
            }
            (Some(pkgs), None, _) => desired(&pkgs, normalize)?.map(Wanted::Named),
            (None, Some(files), _) => sources(&files, normalize).map(Wanted::Files),
            (None, None, Some(name)) => {
                let names: Vec<&str> = name.split(',').filter(|name| !name.is_empty()).collect();
                let version =
                    self.version.as_ref().map(|version| version.0.clone()).filter(|_| names.len() == 1);
                let named: Desired = names.iter().map(|name| (normalize(name), version.clone())).collect();
                (!named.is_empty()).then_some(Wanted::Named(named))
            }
            (None, None, None) => None,
        })
    }
}
