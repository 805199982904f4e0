//! `pkg.removed` and `pkg.purged`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Aggregate, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    super::{
        changes::change,
        provider::{self, Provider},
        targets::{Desired, desired, normalizer},
        transaction,
        version::condition::fulfilled,
    },
    again, aggregate,
};

/// Keeps packages removed; their configuration stays.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Removed {
    /// The package, unless `pkgs` names others.
    name: Text,
    /// Removes it only at this version, or at one that fulfils this condition.
    #[serde(default)]
    version: Option<Text>,
    /// Packages: names, and `{name: version}`.
    #[schemars(with = "Option<Vec<Value>>")]
    #[serde(default)]
    pkgs: Option<Value>,
    /// Drops an architecture that goes without saying from the names.
    #[serde(default = "yes")]
    normalize: bool,
    /// Compares versions without what stands before the colon.
    #[serde(default)]
    ignore_epoch: Option<bool>,
}

fn yes() -> bool {
    true
}

/// Keeps packages removed, with their configuration.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Purged {
    /// The package, unless `pkgs` names others.
    name: Text,
    /// Removes it only at this version, or at one that fulfils this condition.
    #[serde(default)]
    version: Option<Text>,
    /// Packages: names, and `{name: version}`.
    #[schemars(with = "Option<Vec<Value>>")]
    #[serde(default)]
    pkgs: Option<Value>,
    /// Drops an architecture that goes without saying from the names.
    #[serde(default = "yes")]
    normalize: bool,
    /// Compares versions without what stands before the colon.
    #[serde(default)]
    ignore_epoch: Option<bool>,
}

impl State for Removed {
    const NAME: &'static str = "pkg.removed";
    const WATCHES: bool = true;
    const AGGREGATE: Option<Aggregate> = Some(|own, others| aggregate::merge("removed", own, others));
    type Plan = Plan;

    fn offered(grains: &Dict) -> bool {
        provider::by_grains(grains).is_some()
    }

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        self.removal().find(ask)
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        self.removal().foresee(plan)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        self.removal().carry_out(act, &plan)
    }

    fn watched(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        again(self, act)
    }
}

impl State for Purged {
    const NAME: &'static str = "pkg.purged";
    const WATCHES: bool = true;
    const AGGREGATE: Option<Aggregate> = Some(|own, others| aggregate::merge("purged", own, others));
    type Plan = Plan;

    fn offered(grains: &Dict) -> bool {
        provider::by_grains(grains).is_some()
    }

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        self.removal().find(ask)
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        self.removal().foresee(plan)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        self.removal().carry_out(act, &plan)
    }

    fn watched(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        again(self, act)
    }
}

impl Removed {
    fn removal(&self) -> Removal<'_> {
        Removal {
            name: &self.name,
            version: self.version.as_deref(),
            pkgs: self.pkgs.as_ref(),
            normalize: self.normalize,
            ignore_epoch: self.ignore_epoch,
            purge: false,
        }
    }
}

impl Purged {
    fn removal(&self) -> Removal<'_> {
        Removal {
            name: &self.name,
            version: self.version.as_deref(),
            pkgs: self.pkgs.as_ref(),
            normalize: self.normalize,
            ignore_epoch: self.ignore_epoch,
            purge: true,
        }
    }
}

/// What both states are.
struct Removal<'a> {
    name: &'a str,
    version: Option<&'a str>,
    pkgs: Option<&'a Value>,
    normalize: bool,
    ignore_epoch: Option<bool>,
    purge: bool,
}

/// What is to be removed.
pub(in crate::pkg) struct Plan {
    named: Vec<String>,
    targets: Vec<String>,
}

impl Removal<'_> {
    fn verb(&self) -> &'static str {
        if self.purge { "purge" } else { "remove" }
    }

    fn find(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let provider = provider::of(ask)?;
        let Some(named) = self.named(ask, provider)? else {
            return Ok(Verdict::failed("Invalidly formatted pkgs parameter. See minion log."));
        };
        let inventory = provider.inventory(ask)?;
        let present = inventory.present();
        let mut compared = false;
        let mut targets: Vec<String> = Vec::new();
        for (name, version) in &named {
            let Some(versions) = present.get(name) else { continue };
            let wanted = version.as_deref().unwrap_or_default();
            compared |= !wanted.is_empty();
            let order = |a: &str, b: &str| provider.order(a, b);
            if wanted.is_empty() || fulfilled(versions, wanted, self.ignore_epoch, false, &order) {
                targets.push(name.clone());
            }
        }
        if self.purge {
            targets.extend(named.keys().filter(|name| inventory.removed.contains_key(*name)).cloned());
        }
        targets.sort();
        targets.dedup();
        if !targets.is_empty() {
            return Ok(Verdict::Change(Plan { named: named.into_keys().collect(), targets }));
        }
        Ok(Verdict::in_place(match (self.purge, compared) {
            (true, _) => "None of the targeted packages are installed or partially installed",
            (false, true) => "All specified packages (matching specified versions) are already absent",
            (false, false) => "All specified packages are already absent",
        }))
    }

    fn named(&self, ask: &Ask<'_>, provider: &dyn Provider) -> Result<Option<Desired>, ModuleError> {
        let normalize = normalizer(ask, provider, self.normalize);
        if let Some(pkgs) = self.pkgs.filter(|pkgs| pkgs.is_truthy()) {
            return desired(pkgs, normalize);
        }
        Ok(Some(Desired::from([(normalize(self.name), self.version.map(str::to_owned))])))
    }

    fn foresee(&self, plan: &Plan) -> Outcome {
        let verb = self.verb();
        let changes = plan.targets.iter().map(|name| (name.clone(), change("", &format!("{verb}d"))));
        let comment = format!("The following packages will be {verb}d: {}.", plan.targets.join(", "));
        Outcome::changed(changes.collect(), comment)
    }

    fn carry_out(&self, act: &Act<'_>, plan: &Plan) -> Result<Outcome, ModuleError> {
        let verb = self.verb();
        let doing = if self.purge { "purging package(s)" } else { "removing package(s)" };
        let changes = match transaction::remove(act, &plan.targets, self.purge) {
            Ok(changes) => changes,
            Err(problem) => return Ok(problem.into_outcome(doing)),
        };
        let inventory = provider::of(&act.ask())?.inventory(&act.ask())?;
        let present = inventory.present();
        let still = |name: &&String| {
            present.contains_key(*name) || (self.purge && inventory.removed.contains_key(*name))
        };
        let mut failed: Vec<&str> = plan.targets.iter().filter(still).map(String::as_str).collect();
        failed.sort_unstable();
        if !failed.is_empty() {
            let comment = format!("The following packages failed to {verb}: {}.", failed.join(", "));
            return Ok(Outcome { changes, ..Outcome::failed(comment) });
        }
        let mut absent: Vec<&str> =
            plan.named.iter().filter(|name| !plan.targets.contains(name)).map(String::as_str).collect();
        absent.sort_unstable();
        let comment = match absent.is_empty() {
            true => format!("All targeted packages were {verb}d."),
            false => format!(
                "The following packages were not installed: {} The following packages were {verb}d: {}.",
                absent.join(", "),
                plan.targets.join(", ")
            ),
        };
        Ok(Outcome::changed(changes, comment))
    }
}
