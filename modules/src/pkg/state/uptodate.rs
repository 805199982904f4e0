//! `pkg.uptodate`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{
    changes::{change, joined},
    due,
    provider::{self, Manner},
    targets::desired,
    transaction,
};

/// Keeps all packages at their newest versions.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Uptodate {
    /// Any name; it is not used.
    #[serde(rename = "name")]
    _name: Text,
    /// Fetches the lists of packages first.
    #[serde(default)]
    refresh: Option<Value>,
    /// Only these packages have to be upgraded.
    #[schemars(with = "Option<Vec<Value>>")]
    #[serde(default)]
    pkgs: Option<Value>,
    /// Only from this release or repository.
    #[serde(default)]
    fromrepo: Option<Text>,
    /// Installs and removes others where an upgrade needs it.
    #[serde(default)]
    dist_upgrade: Option<bool>,
    /// Does not fetch lists that are younger than these seconds.
    #[serde(default)]
    cache_valid_time: Option<f64>,
    /// Takes the packages' configuration files over local changes.
    #[serde(default)]
    force_conf_new: bool,
    /// Also what is not signed.
    #[serde(default)]
    skip_verify: bool,
}

/// What is to be upgraded.
pub(in crate::pkg) struct Plan {
    expected: Dict,
    /// The lists of packages have to be fetched before it is known what is to be done.
    look_again: bool,
}

impl State for Uptodate {
    const NAME: &'static str = "pkg.uptodate";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        match self.refresh {
            Some(Value::Bool(true)) => self.find(ask, !ask.facts.test()),
            None | Some(Value::Bool(false)) => self.find(ask, false),
            Some(_) => Ok(Verdict::failed("refresh must be either True or False")),
        }
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        Outcome::changed(plan.expected.clone(), "System update will be performed")
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        if !plan.look_again {
            return self.carry_out(act, &plan.expected);
        }
        due::refresh(act, self.cache_valid_time)?;
        match self.find(&act.ask(), false)? {
            Verdict::Change(plan) => self.carry_out(act, &plan.expected),
            Verdict::InPlace(outcome) | Verdict::Failed(outcome) => Ok(outcome),
        }
    }
}

impl Uptodate {
    fn find(&self, ask: &Ask<'_>, look_again: bool) -> Result<Verdict<Plan>, ModuleError> {
        let provider = provider::of(ask)?;
        let dist = self.dist_upgrade.unwrap_or(true);
        let upgradable = match provider.upgradable(ask, dist, self.fromrepo.as_deref()) {
            Ok(upgradable) => upgradable,
            Err(error) => return Ok(Verdict::failed(error.into_failure().message)),
        };
        let only = self.only()?;
        let present = provider.inventory(ask)?.present();
        let counts = |name: &String| only.as_ref().is_none_or(|only| only.contains(name));
        let expected: Dict = upgradable
            .iter()
            .filter(|(name, _)| counts(name))
            .map(|(name, version)| (name.clone(), change(&joined(&present, name), version)))
            .collect();
        if expected.is_empty() && !look_again {
            return Ok(Verdict::in_place("System is already up-to-date"));
        }
        Ok(Verdict::Change(Plan { expected, look_again }))
    }

    fn only(&self) -> Result<Option<Vec<String>>, ModuleError> {
        let Some(pkgs) = self.pkgs.as_ref().filter(|pkgs| pkgs.as_list().is_some()) else { return Ok(None) };
        Ok(Some(desired(pkgs, |name| name.to_owned())?.unwrap_or_default().into_keys().collect()))
    }

    fn carry_out(&self, act: &Act<'_>, expected: &Dict) -> Result<Outcome, ModuleError> {
        let manner = Manner {
            dist_upgrade: self.dist_upgrade.unwrap_or(false),
            force_conf_new: self.force_conf_new,
            skip_verify: self.skip_verify,
            ..Manner::default()
        };
        let changes = match transaction::upgrade(act, &manner) {
            Ok(changes) => changes,
            Err(problem) => return Ok(problem.into_outcome("updating packages")),
        };
        let missing: Vec<String> = match self.only()? {
            Some(_) => {
                expected.keys().filter(|name| !changes.contains_key(name)).map(ToString::to_string).collect()
            }
            None => Vec::new(),
        };
        if missing.is_empty() {
            return Ok(Outcome::changed(changes, "Upgrade ran successfully"));
        }
        let comment = format!("The following package(s) failed to update: {}", missing.join(", "));
        Ok(Outcome { changes, ..Outcome::failed(comment) })
    }
}
