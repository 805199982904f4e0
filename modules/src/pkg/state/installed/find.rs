//! What is missing, too old or too new.

use halite_common::value::Value;
use halite_states::declare::{Ask, ModuleError, Outcome, Verdict};

use super::{
    super::super::{
        due,
        provider::{self, Provider, Versions},
        targets::{Desired, Sources, desired, fetch, sources},
        version::condition::fulfilled,
    },
    Installed, Plan, holding,
};

/// Compares what is wanted with what is there. `may_refresh` allows to put it off until the lists are fetched.
pub(super) fn find(
    state: &Installed,
    ask: &Ask<'_>,
    may_refresh: bool,
) -> Result<Verdict<Plan>, ModuleError> {
    if let Some(verdict) = refusal(state) {
        return Ok(verdict);
    }
    let same = |name: &str| name.to_owned();
    let wanted = match (state.listed(), &state.sources) {
        (Some(pkgs), _) => desired(&pkgs, same)?.map(|desired| (desired, None)),
        (None, Some(files)) => sources(files, same).map(|files| {
            let places = files.iter().map(|(name, place)| (name.clone(), Some(place.clone())));
            (places.collect(), Some(files.clone()))
        }),
        (None, None) => None,
    };
    let Some((mut desired, sources)) = wanted else {
        let which = if state.sources.is_some() { "sources" } else { "pkgs" };
        return Ok(Verdict::failed(format!("Invalidly formatted '{which}' parameter. See minion log.")));
    };
    let provider = provider::of(ask)?;
    let inventory = provider.inventory(ask)?;
    let unpurge: Vec<String> =
        desired.keys().filter(|name| inventory.purge_desired.contains_key(*name)).cloned().collect();
    let present = inventory.present();
    let wants_latest = sources.is_none() && desired.values().flatten().any(|version| version == "latest");
    let look_again = wants_latest && may_refresh && due::is_due(ask, state.refresh.as_ref());
    if wants_latest {
        resolve_latest(state, ask, provider, &mut desired, &present)?;
    }
    let found = compare(state, ask, provider, &desired, sources.as_ref(), &present)?;
    if !found.problems.is_empty() {
        return Ok(Verdict::failed(found.problems.join(" ")));
    }
    let Found { targets, reinstall, warnings, .. } = found;
    let nothing = targets.is_empty() && reinstall.is_empty() && unpurge.is_empty();
    let plan = Plan { desired, targets, reinstall, unpurge, sources, warnings, only_hold: None, look_again };
    if !nothing || look_again {
        return Ok(Verdict::Change(plan));
    }
    let at_version = if found.versions { " and are at the desired version" } else { "" };
    let comment = format!("All specified packages are already installed{at_version}");
    match state.hold {
        Some(on) => holding::look(ask, on, plan, comment),
        None => Ok(Verdict::InPlace(Outcome { warnings: plan.warnings, ..Outcome::in_place(comment) })),
    }
}

fn refusal(state: &Installed) -> Option<Verdict<Plan>> {
    let given = |value: &Option<Value>| value.as_ref().is_some_and(Value::is_truthy);
    if state.pkgs.as_ref().and_then(Value::as_list).is_some_and(<[Value]>::is_empty) {
        return Some(Verdict::in_place("No packages to install provided"));
    }
    if given(&state.pkgs) && given(&state.sources) {
        return Some(Verdict::failed("Only one of \"pkgs\" and \"sources\" is permitted."));
    }
    // Salt's own answer where the provider has no `pkg.verify` (salt/states/pkg.py), and that of apt has none.
    let verify = state.pkg_verify.as_ref();
    let verify = verify.is_some_and(|value| value.as_list().is_some() || value.as_bool() == Some(true));
    verify.then(|| Verdict::failed("pkg.verify not implemented"))
}

/// Puts the newest version in the place of `latest`; the one that is there if there is no newer.
fn resolve_latest(
    state: &Installed,
    ask: &Ask<'_>,
    provider: &dyn Provider,
    desired: &mut Desired,
    present: &Versions,
) -> Result<(), ModuleError> {
    let wants = |version: &Option<String>| version.as_deref() == Some("latest");
    let names: Vec<String> = desired.iter().filter(|(_, v)| wants(v)).map(|(name, _)| name.clone()).collect();
    let candidates = provider.candidates(ask, &names, state.fromrepo.as_deref())?;
    for name in names {
        let current = present.get(&name).and_then(|versions| versions.last());
        let newest = match (candidates.get(&name), current) {
            (Some(candidate), Some(current)) if provider.order(current, candidate).is_ge() => Some(current),
            (Some(candidate), _) => Some(candidate),
            (None, current) => current,
        };
        let newest = newest.cloned();
        desired.insert(name, newest);
    }
    Ok(())
}

#[derive(Default)]
struct Found {
    targets: Desired,
    reinstall: Desired,
    problems: Vec<String>,
    warnings: Vec<String>,
    /// A version was asked for and compared.
    versions: bool,
}

fn compare(
    state: &Installed,
    ask: &Ask<'_>,
    provider: &dyn Provider,
    desired: &Desired,
    sources: Option<&Sources>,
    present: &Versions,
) -> Result<Found, ModuleError> {
    let mut found = Found::default();
    for (name, version) in desired {
        let current = current(ask, provider, present, name, state.normalize);
        if current.is_empty() {
            found.targets.insert(name.clone(), version.clone());
            continue;
        }
        if state.reinstall {
            found.reinstall.insert(name.clone(), version.clone());
            continue;
        }
        let Some(wanted) = version.as_deref().filter(|version| !version.is_empty()) else { continue };
        let wanted = match sources {
            None => wanted.to_owned(),
            Some(_) => match in_source(ask, provider, name, wanted) {
                Ok(version) => version,
                Err(error) => {
                    found
                        .problems
                        .push(format!("Unable to cache {wanted}: {}", error.into_failure().message));
                    continue;
                }
            },
        };
        let allow = state.allow_updates && sources.is_none();
        found.versions |= sources.is_none();
        if !fulfilled(&current, &wanted, state.ignore_epoch, allow, &|a, b| provider.order(a, b)) {
            found.targets.insert(name.clone(), version.clone());
        }
    }
    Ok(found)
}

fn current(
    ask: &Ask<'_>,
    provider: &dyn Provider,
    present: &Versions,
    name: &str,
    normalize: bool,
) -> Vec<String> {
    let plain = |name: &str| present.get(name).cloned();
    let normalized = || normalize.then(|| provider.normalize(ask, name)).and_then(|name| plain(&name));
    plain(name).or_else(normalized).unwrap_or_default()
}

fn in_source(ask: &Ask<'_>, provider: &dyn Provider, name: &str, place: &str) -> Result<String, ModuleError> {
    let path = fetch(ask, name, place)?;
    provider.in_file(ask, &path).map(|(_, version)| version)
}

/// Tells which of the packages wanted are there as wanted, and which are not.
pub(super) fn verify(
    state: &Installed,
    ask: &Ask<'_>,
    desired: &Desired,
    present: &Versions,
) -> Result<(Vec<String>, Vec<String>), ModuleError> {
    let provider = provider::of(ask)?;
    let there = |(name, version): &(&String, &Option<String>)| {
        let current = current(ask, provider, present, name, state.normalize);
        let wanted = version.as_deref().unwrap_or_default();
        !current.is_empty()
            && (wanted.is_empty()
                || fulfilled(&current, wanted, state.ignore_epoch, state.allow_updates, &|a, b| {
                    provider.order(a, b)
                }))
    };
    let (good, bad): (Vec<_>, Vec<_>) = desired.iter().partition(there);
    let names =
        |list: Vec<(&String, &Option<String>)>| list.into_iter().map(|(name, _)| name.clone()).collect();
    Ok((names(good), names(bad)))
}
