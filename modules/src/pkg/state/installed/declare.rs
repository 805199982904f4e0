//! The arguments, and the way from them to a result.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Aggregate, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    super::{
        super::{
            due,
            provider::{self, Manner},
            targets::{Desired, Sources},
        },
        again, aggregate,
    },
    carry, find, foresee,
};

/// Keeps packages installed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Installed {
    /// The package, unless `pkgs` or `sources` name others.
    pub(super) name: Text,
    /// The version: exact, a pattern such as `1.2.*`, conditions such as `>=1.2,<2`, or `latest`.
    #[serde(default)]
    pub(super) version: Option<Text>,
    /// Fetches the lists of packages first; by default once in a state run, when something is to be installed.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    pub(super) refresh: Option<Value>,
    /// Only from this release or repository.
    #[serde(default)]
    pub(super) fromrepo: Option<Text>,
    /// Also what is not signed.
    #[serde(default)]
    pub(super) skip_verify: bool,
    /// Taken for Salt's sake: apt suggests no other names.
    #[serde(default, rename = "skip_suggestions")]
    _skip_suggestions: bool,
    /// Packages: names, and `{name: version}`.
    #[serde(default)]
    #[schemars(with = "Option<Vec<Value>>")]
    pub(super) pkgs: Option<Value>,
    /// Package files: `{name: place}`.
    #[serde(default)]
    #[schemars(with = "Option<Vec<Value>>")]
    pub(super) sources: Option<Value>,
    /// Takes a version as the least one wanted.
    #[serde(default)]
    pub(super) allow_updates: bool,
    /// Not supported: installs again what was altered on the disk.
    #[serde(default)]
    pub(super) pkg_verify: Option<Value>,
    /// Drops an architecture that goes without saying from names that are not found as they are.
    #[serde(default = "yes")]
    pub(super) normalize: bool,
    /// Compares versions without what stands before the colon; by default where the version wanted has none.
    #[serde(default)]
    pub(super) ignore_epoch: Option<bool>,
    /// Installs again what is there already.
    #[serde(default)]
    pub(super) reinstall: bool,
    /// Taken for Salt's sake: held packages that are named are installed, and held again.
    #[serde(default, rename = "update_holds")]
    _update_holds: bool,
    /// Keeps the packages as they are from then on, or no longer.
    #[serde(default)]
    pub(super) hold: Option<bool>,
    /// Does not fetch lists that are younger than these seconds.
    #[serde(default)]
    pub(super) cache_valid_time: Option<f64>,
    /// Recommended packages too, or not.
    #[serde(default)]
    pub(super) install_recommends: Option<bool>,
    /// Only what is installed already.
    #[serde(default)]
    pub(super) only_upgrade: bool,
    /// Takes the packages' configuration files over local changes.
    #[serde(default)]
    pub(super) force_conf_new: bool,
    /// Says yes to everything, harm included.
    #[serde(default)]
    pub(super) force_yes: bool,
    /// Variables for the package manager.
    #[serde(default)]
    pub(super) env: Option<Value>,
    /// Not used: other package managers find packages by what they provide.
    #[serde(default, rename = "resolve_capabilities")]
    _resolve_capabilities: bool,
}

fn yes() -> bool {
    true
}

/// What is to be done.
pub(in crate::pkg) struct Plan {
    pub(super) desired: Desired,
    pub(super) targets: Desired,
    pub(super) reinstall: Desired,
    pub(super) unpurge: Vec<String>,
    pub(super) sources: Option<Sources>,
    pub(super) warnings: Vec<String>,
    /// All is installed; only marks are to be set. What is said about the rest.
    pub(super) only_hold: Option<String>,
    /// The lists of packages have to be fetched before it is known what is to be done.
    pub(super) look_again: bool,
}

impl State for Installed {
    const NAME: &'static str = "pkg.installed";
    const WATCHES: bool = true;
    const AGGREGATE: Option<Aggregate> = Some(|own, others| aggregate::merge("installed", own, others));
    type Plan = Plan;

    fn offered(grains: &Dict) -> bool {
        provider::by_grains(grains).is_some()
    }

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        find::find(self, ask, !ask.facts.test())
    }

    fn describe(&self, ask: &Ask<'_>, plan: &Plan) -> Outcome {
        foresee::foresee(self, ask, plan)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        if !plan.look_again {
            return carry::carry_out(self, act, plan);
        }
        due::refresh(act, self.cache_valid_time)?;
        match find::find(self, &act.ask(), false)? {
            Verdict::Change(plan) => carry::carry_out(self, act, plan),
            Verdict::InPlace(outcome) | Verdict::Failed(outcome) => Ok(outcome),
        }
    }

    fn watched(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        again(self, act)
    }
}

impl Installed {
    /// The packages, with the name and the version standing in for a list.
    pub(super) fn listed(&self) -> Option<Value> {
        if self.sources.as_ref().is_some_and(Value::is_truthy) {
            return None;
        }
        if let Some(pkgs) = self.pkgs.as_ref().filter(|pkgs| pkgs.is_truthy()) {
            return Some(pkgs.clone());
        }
        let name = self.name.0.as_str();
        let item = match self.version.as_deref().filter(|version| !version.is_empty()) {
            Some(version) => Value::Dict(Dict::from([(name, version)])),
            None => name.into(),
        };
        Some(Value::List(vec![item]))
    }

    pub(super) fn manner(&self) -> Manner {
        Manner {
            fromrepo: self.fromrepo.as_ref().map(|repo| repo.0.clone()),
            skip_verify: self.skip_verify,
            force_conf_new: self.force_conf_new,
            force_yes: self.force_yes,
            install_recommends: self.install_recommends,
            only_upgrade: self.only_upgrade,
            env: crate::cmd::variables(self.env.as_ref()),
            ..Manner::default()
        }
    }
}
