//! `pkg.latest`.

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
        due,
        problem::Problem,
        provider::{self, Manner},
        targets::{Desired, desired},
        transaction::{Installation, Wanted, install},
    },
    again, aggregate,
};

/// Keeps packages installed and at the newest version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Latest {
    /// The package, unless `pkgs` names others.
    name: Text,
    /// Fetches the lists of packages first; by default once in a state run.
    #[serde(default)]
    refresh: Option<Value>,
    /// Only from this release or repository.
    #[serde(default)]
    fromrepo: Option<Text>,
    /// Also what is not signed.
    #[serde(default)]
    skip_verify: bool,
    /// Packages.
    #[schemars(with = "Option<Vec<Value>>")]
    #[serde(default)]
    pkgs: Option<Value>,
    /// Refused: files have no newest version.
    #[serde(default)]
    sources: Option<Value>,
    /// Taken for Salt's sake: concerns Gentoo.
    #[serde(default, rename = "watch_flags")]
    _watch_flags: Option<bool>,
    /// Does not fetch lists that are younger than these seconds.
    #[serde(default)]
    cache_valid_time: Option<f64>,
    /// Recommended packages too, or not.
    #[serde(default)]
    install_recommends: Option<bool>,
    /// Only what is installed already.
    #[serde(default)]
    only_upgrade: bool,
    /// Takes the packages' configuration files over local changes.
    #[serde(default)]
    force_conf_new: bool,
}

/// What is to be done.
pub(in crate::pkg) struct Plan {
    /// Names with their newest versions.
    targets: Desired,
    /// What each has now.
    current: Dict,
    up_to_date: Vec<String>,
    /// The lists of packages have to be fetched before it is known what is to be done.
    look_again: bool,
}

impl State for Latest {
    const NAME: &'static str = "pkg.latest";
    const WATCHES: bool = true;
    const AGGREGATE: Option<Aggregate> = Some(|own, others| aggregate::merge("latest", own, others));
    type Plan = Plan;

    fn offered(grains: &Dict) -> bool {
        provider::by_grains(grains).is_some()
    }

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let look_again = !ask.facts.test() && due::is_due(ask, self.refresh.as_ref());
        self.find(ask, look_again)
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let mut names: Vec<&str> = plan.targets.keys().map(String::as_str).collect();
        names.sort_unstable();
        let mut comments =
            vec![format!("The following packages would be installed/upgraded: {}", names.join(", "))];
        let current = |name: &String| plan.current.get(name).map(Value::to_string).unwrap_or_default();
        if plan.up_to_date.len() > 10 {
            comments.push(format!("{} packages are already up-to-date", plan.up_to_date.len()));
        } else if !plan.up_to_date.is_empty() {
            let shown: Vec<String> =
                plan.up_to_date.iter().map(|name| format!("{name} ({})", current(name))).collect();
            comments.push(format!("The following packages are already up-to-date: {}", shown.join(", ")));
        }
        let changes = plan.targets.iter().map(|(name, version)| {
            (name.clone(), change(&current(name), version.as_deref().unwrap_or("installed")))
        });
        Outcome::changed(changes.collect(), comments.join("\n"))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        if !plan.look_again {
            return Ok(self.carry_out(act, &plan));
        }
        due::refresh(act, self.cache_valid_time)?;
        match self.find(&act.ask(), false)? {
            Verdict::Change(plan) => Ok(self.carry_out(act, &plan)),
            Verdict::InPlace(outcome) | Verdict::Failed(outcome) => Ok(outcome),
        }
    }

    fn watched(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        again(self, act)
    }
}

impl Latest {
    fn find(&self, ask: &Ask<'_>, look_again: bool) -> Result<Verdict<Plan>, ModuleError> {
        if self.sources.as_ref().is_some_and(Value::is_truthy) {
            return Ok(Verdict::failed("The \"sources\" parameter is not supported."));
        }
        let names: Vec<String> = match &self.pkgs {
            Some(Value::List(items)) if items.is_empty() => {
                return Ok(Verdict::in_place("No packages to install provided"));
            }
            Some(pkgs) if pkgs.is_truthy() => match desired(pkgs, |name| name.to_owned())? {
                Some(desired) => desired.into_keys().collect(),
                None => {
                    return Ok(Verdict::failed("Invalidly formatted \"pkgs\" parameter. See minion log."));
                }
            },
            _ => vec![self.name.0.clone()],
        };
        self.compare(ask, names, look_again)
    }

    fn compare(
        &self,
        ask: &Ask<'_>,
        names: Vec<String>,
        look_again: bool,
    ) -> Result<Verdict<Plan>, ModuleError> {
        let provider = provider::of(ask)?;
        let present = provider.inventory(ask)?.present();
        let candidates = provider.candidates(ask, &names, self.fromrepo.as_deref())?;
        let (mut targets, mut up_to_date, mut problems) = (Desired::new(), Vec::new(), Vec::new());
        for name in &names {
            let versions = present.get(name).map(Vec::as_slice).unwrap_or_default();
            match candidates.get(name) {
                Some(candidate) if !versions.iter().any(|v| provider.order(v, candidate).is_ge()) => {
                    targets.insert(name.clone(), Some(candidate.clone()));
                }
                None if versions.is_empty() => problems.push(format!("No information found for '{name}'.")),
                _ => up_to_date.push(name.clone()),
            }
        }
        up_to_date.sort();
        if !look_again {
            if !problems.is_empty() {
                return Ok(Verdict::failed(problems.join(" ")));
            }
            if targets.is_empty() {
                return Ok(Verdict::in_place(all_up_to_date(names)));
            }
        }
        let current = names.iter().filter_map(|name| Some((name.clone(), present.get(name)?.join(","))));
        Ok(Verdict::Change(Plan { current: current.collect(), targets, up_to_date, look_again }))
    }

    fn carry_out(&self, act: &Act<'_>, plan: &Plan) -> Outcome {
        let job = Installation {
            wanted: Wanted::Named(plan.targets.keys().map(|name| (name.clone(), None)).collect()),
            reinstall: false,
            ignore_epoch: false,
            refresh: false,
            cache_valid_time: None,
            manner: Manner {
                fromrepo: self.fromrepo.as_ref().map(|repo| repo.0.clone()),
                skip_verify: self.skip_verify,
                install_recommends: self.install_recommends,
                only_upgrade: self.only_upgrade,
                force_conf_new: self.force_conf_new,
                ..Manner::default()
            },
        };
        match install(act, &job) {
            Ok(changes) => told(plan, changes),
            // Salt shows the whole error here, changes included.
            Err(partial @ Problem::Partial(_)) => {
                let told = partial.into_error().into_failure().message;
                Outcome::failed(format!("An error was encountered while installing package(s): {told}"))
            }
            Err(problem) => problem.into_outcome("installing package(s)"),
        }
    }
}

fn told(plan: &Plan, changes: Dict) -> Outcome {
    let arrived = |name: &String, version: &Option<String>| {
        let new = changes.get(name).and_then(|change| change.get("new")).map(Value::to_string);
        new.is_some_and(|new| new.split(',').any(|new| Some(new) == version.as_deref()))
    };
    let (good, bad): (Vec<_>, Vec<_>) =
        plan.targets.iter().partition(|(name, version)| arrived(name, version));
    let names = |list: Vec<(&String, &Option<String>)>| {
        let mut names: Vec<&str> = list.into_iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.join(", ")
    };
    if changes.is_empty() {
        return Outcome::failed(nothing_changed(plan));
    }
    let result = Some(bad.is_empty());
    let mut comments = Vec::new();
    if !bad.is_empty() {
        comments.push(format!("The following packages failed to update: {}", names(bad)));
    }
    if !good.is_empty() {
        comments
            .push(format!("The following packages were successfully installed/upgraded: {}", names(good)));
    }
    match plan.up_to_date.len() {
        0 => {}
        1..=10 => {
            let names = plan.up_to_date.join(", ");
            comments.push(format!("The following packages were already up-to-date: {names}"));
        }
        count => comments.push(format!("{count} packages were already up-to-date ")),
    }
    Outcome { result, ..Outcome::changed(changes, comments.join(" ")) }
}

fn nothing_changed(plan: &Plan) -> String {
    let mut names: Vec<&str> = plan.targets.keys().map(String::as_str).collect();
    names.sort_unstable();
    let comment = match names.len() {
        1 => format!("Package {} failed to update.", names[0]),
        2..=10 => format!(
            "The following targeted packages failed to update. See debug log for details: ({}).",
            names.join(", ")
        ),
        count => format!("{count} targeted packages failed to update. See debug log for details."),
    };
    match plan.up_to_date.len() {
        0 => comment,
        1..=10 => {
            let names = plan.up_to_date.join(", ");
            format!("{comment} The following packages were already up-to-date: {names}")
        }
        count => format!("{comment}{count} packages were already up-to-date"),
    }
}

fn all_up_to_date(mut names: Vec<String>) -> String {
    names.sort();
    match names.len() {
        1 => format!("Package {} is already up-to-date", names[0]),
        2..=10 => format!("All packages are up-to-date ({}).", names.join(", ")),
        count => format!("All {count} packages are up-to-date."),
    }
}
