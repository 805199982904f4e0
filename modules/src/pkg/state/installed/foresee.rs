//! What test mode says.

use halite_common::value::{Dict, Value};
use halite_states::declare::{Ask, Outcome};

use super::{
    super::{
        super::{
            changes::change,
            provider::{self, Versions},
            targets::Desired,
            version::condition::fulfilled,
        },
        shown,
    },
    Installed, Plan, holding,
};

/// The changes and comments of a plan.
pub(super) fn foresee(state: &Installed, ask: &Ask<'_>, plan: &Plan) -> Outcome {
    if let (Some(comment), Some(on)) = (&plan.only_hold, state.hold) {
        return holding::foresee(ask, on, plan, comment);
    }
    let (mut comments, mut changes) = (Vec::new(), Dict::new());
    let names = |desired: &Desired| desired.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    if !plan.targets.is_empty() {
        changes = match plan.sources {
            Some(_) => plan.targets.keys().map(|name| (name.clone(), change("", "installed"))).collect(),
            None => installable(state, ask, &plan.targets),
        };
        comments.push(format!("The following packages would be installed/updated: {}", names(&plan.targets)));
    }
    if !plan.unpurge.is_empty() {
        comments.push(format!(
            "The following packages would have their selection status changed from 'purge' to 'install': {}",
            plan.unpurge.join(", ")
        ));
        changes.extend(plan.unpurge.iter().map(|name| (name.clone(), change("", "installed"))));
    }
    if !plan.reinstall.is_empty() {
        let shown: Vec<String> = match plan.sources {
            Some(_) => plan.reinstall.keys().cloned().collect(),
            None => plan.reinstall.iter().map(|(name, version)| shown(name, version.as_ref())).collect(),
        };
        comments.push(format!("The following packages would be reinstalled: {}", shown.join(", ")));
        changes.extend(shown.into_iter().map(|name| (name, change("", "installed"))));
    }
    let warnings = plan.warnings.clone();
    Outcome { warnings, ..Outcome::changed(changes, comments.join("\n")) }
}

/// The versions that would be installed, as far as the lists of packages tell.
pub(in crate::pkg::state) fn versions(
    ask: &Ask<'_>,
    targets: &Desired,
    fromrepo: Option<&str>,
    ignore_epoch: Option<bool>,
) -> Vec<(String, String)> {
    let names: Vec<String> = targets.keys().cloned().collect();
    let Ok(provider) = provider::of(ask) else { return Vec::new() };
    let candidates = provider.candidates(ask, &names, fromrepo).unwrap_or_default();
    let special = targets.values().any(Option::is_some);
    let offered = if special { provider.offered(ask, &names).unwrap_or_default() } else { Versions::new() };
    let version = |name: &String, wanted: &Option<String>| match wanted {
        None => candidates.get(name).cloned(),
        Some(wanted) => {
            let fits = |version: &&String| {
                fulfilled(std::slice::from_ref(*version), wanted, ignore_epoch, false, &|a, b| {
                    provider.order(a, b)
                })
            };
            offered.get(name).and_then(|versions| versions.iter().find(fits)).cloned()
        }
    };
    let known = targets.iter().map(|(name, wanted)| (name.clone(), version(name, wanted)));
    known.map(|(name, version)| (name, version.unwrap_or_else(|| "installed".into()))).collect()
}

fn installable(state: &Installed, ask: &Ask<'_>, targets: &Desired) -> Dict {
    let versions = versions(ask, targets, state.fromrepo.as_deref(), state.ignore_epoch);
    let changes =
        versions.into_iter().map(|(name, version)| -> (String, Value) { (name, change("", &version)) });
    changes.collect()
}
