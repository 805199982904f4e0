//! Installing, removing and upgrading, with what changed by it.

use halite_common::{
    glob,
    value::{Dict, Value},
};
use halite_states::declare::{Act, ModuleError};

use super::{
    changes::{between, change, joined},
    due, hold,
    problem::Problem,
    provider::{self, Inventory, Manner, Pick, Picks, Provider, Versions},
    targets::{Desired, Sources, fetch},
    version::condition::{compare, first_match},
};

/// What is to be installed.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    /// By name, from the repositories.
    Named(Desired),
    /// From files.
    Files(Sources),
}

/// An installation.
#[derive(Clone, Debug)]
pub(super) struct Installation {
    /// What.
    pub wanted: Wanted,
    /// Installs again what is there already.
    pub reinstall: bool,
    /// Compares versions without what stands before the colon.
    pub ignore_epoch: bool,
    /// Fetches the lists of packages first.
    pub refresh: bool,
    /// Not if they are younger than this.
    pub cache_valid_time: Option<f64>,
    /// How.
    pub manner: Manner,
}

/// Installs; gives back what changed.
pub(super) fn install(act: &Act<'_>, job: &Installation) -> Result<Dict, Problem> {
    let provider = provider::of(&act.ask())?;
    if job.refresh && needs_refresh(act, provider, &job.wanted)? {
        due::refresh(act, job.cache_valid_time)?;
    }
    let old = provider.inventory(&act.ask())?;
    let (picks, mut errors) = match &job.wanted {
        Wanted::Named(desired) => by_name(act, provider, job, desired, &old)?,
        Wanted::Files(sources) => by_file(act, provider, job, sources, &old)?,
    };
    let mut changes = Dict::new();
    if picks != Picks::default() {
        let unheld = hold::release(act, provider, &picks)?;
        errors.extend(provider.install(act, &picks, &job.manner)?);
        let new = provider.inventory(&act.ask())?.present();
        changes = between(&old.present(), &new);
        for pick in &picks.reinstall {
            let name = &pick.name;
            if !changes.contains(name) {
                changes.insert(name.as_str(), change(&joined(&old.present(), name), &joined(&new, name)));
            }
        }
        if !unheld.is_empty() {
            provider.mark(act, &unheld, "hold")?;
        }
    }
    if errors.is_empty() {
        return Ok(changes);
    }
    let info = Dict::from([("errors", Value::from(errors))]);
    Err(Problem::partial("Problem encountered installing package(s)", info, changes))
}

/// Lists need no fetching where every version asked for is the one that the lists have already.
fn needs_refresh(act: &Act<'_>, provider: &dyn Provider, wanted: &Wanted) -> Result<bool, ModuleError> {
    let Wanted::Named(desired) = wanted else { return Ok(true) };
    if desired.values().any(Option::is_none) {
        return Ok(true);
    }
    let names: Vec<String> = desired.keys().cloned().collect();
    let candidates = provider.candidates(&act.ask(), &names, None)?;
    Ok(desired.iter().any(|(name, version)| candidates.get(name) != version.as_ref()))
}

fn by_name(
    act: &Act<'_>,
    provider: &dyn Provider,
    job: &Installation,
    desired: &Desired,
    old: &Inventory,
) -> Result<(Picks, Vec<String>), ModuleError> {
    let compared: Vec<String> = desired
        .iter()
        .filter(|(_, version)| version.as_ref().is_some_and(|v| v.starts_with(['<', '>'])))
        .map(|(name, _)| name.clone())
        .collect();
    let offered =
        if compared.is_empty() { Versions::new() } else { provider.offered(&act.ask(), &compared)? };
    let (mut picks, mut errors) = (Picks::default(), Vec::new());
    let present = old.present();
    for (name, version) in desired {
        let there = present.contains_key(name);
        let Some(version) = version else {
            let pick = Pick { name: name.clone(), version: None, path: None };
            if job.reinstall && there {
                picks.reinstall.push(pick)
            } else {
                picks.install.push(pick)
            }
            continue;
        };
        let version = version.trim_start_matches('=').to_owned();
        let version = match compared.contains(name) {
            false => version,
            true => match choose(provider, name, &version, &offered, job.ignore_epoch) {
                Ok(version) => version,
                Err(error) => {
                    errors.push(error);
                    continue;
                }
            },
        };
        let pick = Pick { name: name.clone(), version: Some(version), path: None };
        sort_in(provider, &mut picks, pick, &joined(&present, name), job.reinstall);
    }
    Ok((picks, errors))
}

fn choose(
    provider: &dyn Provider,
    name: &str,
    wanted: &str,
    offered: &Versions,
    ignore_epoch: bool,
) -> Result<String, String> {
    let candidates = offered.get(name).map(Vec::as_slice).unwrap_or_default();
    // Of several conditions the first picks the candidates that the others are held against.
    let mut fitting: Vec<String> = candidates.to_vec();
    for condition in wanted.split(',') {
        fitting.retain(|version| {
            first_match(condition.trim(), std::slice::from_ref(version), ignore_epoch, &|a, b| {
                provider.order(a, b)
            })
            .is_some()
        });
    }
    let available = if candidates.is_empty() { "None".to_owned() } else { candidates.join(", ") };
    fitting.into_iter().next().ok_or_else(|| {
        format!("No version matching '{name}{wanted}' could be found (available: {available})")
    })
}

fn by_file(
    act: &Act<'_>,
    provider: &dyn Provider,
    job: &Installation,
    sources: &Sources,
    old: &Inventory,
) -> Result<(Picks, Vec<String>), ModuleError> {
    let mut picks = Picks::default();
    let present = old.present();
    for (name, place) in sources {
        let path = fetch(&act.ask(), name, place)?;
        let (name, version) = provider.in_file(&act.ask(), &path)?;
        let current = joined(&present, &name);
        let pick = Pick { name, version: Some(version), path: Some(path) };
        sort_in(provider, &mut picks, pick, &current, job.reinstall);
    }
    Ok((picks, Vec::new()))
}

fn sort_in(provider: &dyn Provider, picks: &mut Picks, pick: Pick, current: &str, reinstall: bool) {
    let version = pick.version.clone().unwrap_or_default();
    let is = |operator: &str| compare(&version, operator, current, false, &|a, b| provider.order(a, b));
    // A pattern is for the package manager to resolve; it has no order.
    let pattern = version.contains(['*', '?', '[']);
    if reinstall && !current.is_empty() && is("==") {
        picks.reinstall.push(pick);
    } else if current.is_empty() || pattern || is(">=") {
        picks.install.push(pick);
    } else {
        picks.downgrade.push(pick);
    }
}

/// Removes; gives back what changed, for a purge `{removed, installed}`.
pub(super) fn remove(act: &Act<'_>, wanted: &[String], purge: bool) -> Result<Dict, Problem> {
    let provider = provider::of(&act.ask())?;
    let old = provider.inventory(&act.ask())?;
    let mut names = matching(&old.present(), wanted);
    if purge {
        names.extend(matching(&old.removed, wanted));
    }
    if names.is_empty() {
        return Ok(Dict::new());
    }
    let errors = provider.remove(act, &names, purge)?;
    let new = provider.inventory(&act.ask())?;
    let mut changes = between(&old.present(), &new.present());
    if purge {
        let removed = between(&old.removed, &new.removed);
        changes = Dict::from([("removed", removed), ("installed", changes)]);
    }
    if errors.is_empty() {
        return Ok(changes);
    }
    let info = Dict::from([("errors", Value::from(errors))]);
    Err(Problem::partial("Problem encountered removing package(s)", info, changes))
}

/// The packages that are there under these names and patterns.
fn matching(there: &Versions, wanted: &[String]) -> Vec<String> {
    let fits = |name: &&String| {
        wanted
            .iter()
            .any(|pattern| pattern == *name || (pattern.contains('*') && glob::matches(pattern, name)))
    };
    there.keys().filter(fits).cloned().collect()
}

/// Upgrades everything; gives back what changed.
pub(super) fn upgrade(act: &Act<'_>, manner: &Manner) -> Result<Dict, Problem> {
    let provider = provider::of(&act.ask())?;
    let old = provider.inventory(&act.ask())?.present();
    let failure = provider.upgrade(act, manner)?;
    let changes = between(&old, &provider.inventory(&act.ask())?.present());
    match failure {
        None => Ok(changes),
        Some(result) => {
            let info = Dict::from([("result", result)]);
            Err(Problem::partial("Problem encountered upgrading packages", info, changes))
        }
    }
}
