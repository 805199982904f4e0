//! `pkg.held` and `pkg.unheld`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{hold, targets::desired};

/// Keeps packages as they are.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Held {
    /// The package, unless `pkgs` names others.
    name: Text,
    /// Taken for Salt's sake: apt holds a package at whatever version it has.
    #[serde(default, rename = "version")]
    _version: Option<Text>,
    /// Packages.
    #[schemars(with = "Option<Vec<Value>>")]
    #[serde(default)]
    pkgs: Option<Value>,
    /// Lets go of all others.
    #[serde(default)]
    replace: bool,
}

/// Lets packages be changed again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Unheld {
    /// The package, unless `pkgs` names others.
    name: Text,
    /// Taken for Salt's sake: apt holds a package at whatever version it has.
    #[serde(default, rename = "version")]
    _version: Option<Text>,
    /// Packages.
    #[schemars(with = "Option<Vec<Value>>")]
    #[serde(default)]
    pkgs: Option<Value>,
    /// Lets go of every package that is held.
    #[serde(default)]
    all: bool,
}

/// What is to be held, and what to be let go.
pub(in crate::pkg) struct Plan {
    hold: Vec<String>,
    unhold: Vec<String>,
}

impl State for Held {
    const NAME: &'static str = "pkg.held";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let names = names(&self.name, self.pkgs.as_ref())?;
        if names.is_empty() && !self.replace {
            return Ok(Verdict::in_place("No packages to be held provided"));
        }
        let held = hold::held(ask)?;
        let unhold = held.iter().filter(|name| self.replace && !names.contains(name)).cloned().collect();
        let hold = names.into_iter().filter(|name| !held.contains(name)).collect();
        Ok(verdict(Plan { hold, unhold }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        foresee(plan)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        carry_out(act, &plan)
    }
}

impl State for Unheld {
    const NAME: &'static str = "pkg.unheld";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let names = names(&self.name, self.pkgs.as_ref())?;
        if names.is_empty() && !self.all {
            return Ok(Verdict::in_place("No packages to be unheld provided"));
        }
        let held = hold::held(ask)?;
        let unhold = held.into_iter().filter(|name| self.all || names.contains(name)).collect();
        Ok(verdict(Plan { hold: Vec::new(), unhold }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        foresee(plan)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        carry_out(act, &plan)
    }
}

fn names(name: &str, pkgs: Option<&Value>) -> Result<Vec<String>, ModuleError> {
    match pkgs {
        None | Some(Value::Null) => Ok(vec![name.to_owned()]),
        Some(pkgs) => Ok(desired(pkgs, |name| name.to_owned())?.unwrap_or_default().into_keys().collect()),
    }
}

fn verdict(plan: Plan) -> Verdict<Plan> {
    if plan.hold.is_empty() && plan.unhold.is_empty() {
        return Verdict::in_place("No changes made");
    }
    Verdict::Change(plan)
}

fn foresee(plan: &Plan) -> Outcome {
    let held = plan.hold.iter().map(|name| format!("The following package would be held: {name}"));
    let unheld = plan.unhold.iter().map(|name| format!("The following package would be unheld: {name}"));
    Outcome::in_place(held.chain(unheld).collect::<Vec<_>>().join("\n"))
}

fn carry_out(act: &Act<'_>, plan: &Plan) -> Result<Outcome, ModuleError> {
    let (mut changes, mut comments, mut result) = (Dict::new(), Vec::new(), true);
    for name in &plan.hold {
        let held = hold::set(act, name, true)?;
        let how = if held.result == Some(true) { "is now being" } else { "was not" };
        comments.push(format!("Package {name} {how} held"));
        result &= held.result == Some(true);
        changes.insert(name.as_str(), held.as_dict());
    }
    for name in &plan.unhold {
        let unheld = hold::set(act, name, false)?;
        comments.push(unheld.comment.clone());
        result &= unheld.result == Some(true);
        changes.insert(name.as_str(), unheld.as_dict());
    }
    Ok(Outcome { result: Some(result), ..Outcome::changed(changes, comments.join("\n")) })
}
