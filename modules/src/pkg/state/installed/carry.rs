//! Installing, and what is said about it.

use halite_common::value::Dict;
use halite_states::declare::{Act, ModuleError, Outcome};

use super::{
    super::{
        super::{
            changes::between,
            due,
            hold::Held,
            problem::Problem,
            provider,
            targets::{Desired, Sources},
            transaction::{Installation, Wanted, install},
        },
        number, shown,
    },
    Installed, Plan, find, holding,
};

/// Carries a plan out.
pub(super) fn carry_out(state: &Installed, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
    if let (Some(comment), Some(on)) = (&plan.only_hold, state.hold) {
        return holding::carry_out(act, on, &plan, comment);
    }
    let mut changes = Dict::new();
    if !plan.targets.is_empty() || !plan.reinstall.is_empty() {
        match install(act, &installation(state, act, &plan)) {
            Ok(made) => changes = made,
            Err(Problem::Module(error)) => {
                return Ok(Problem::Module(error).into_outcome("installing package(s)"));
            }
            Err(partial) => {
                let outcome = partial.into_outcome("installing package(s)");
                return Ok(Outcome { warnings: plan.warnings, ..outcome });
            }
        }
    }
    let marks = match state.hold {
        Some(on) => holding::set(act, on, &plan)?,
        None => Vec::new(),
    };
    if !plan.unpurge.is_empty() {
        changes.insert("purge_desired", unpurge(act, &plan.unpurge)?);
    }
    let mut tale = Tale { plan: &plan, changes, comments: Vec::new(), result: true };
    tale.installed(state, act, &marks)?;
    tale.reinstalled();
    let Tale { changes, comments, result, .. } = tale;
    let warnings = plan.warnings;
    Ok(Outcome { result: Some(result), warnings, ..Outcome::changed(changes, comments.join("\n")) })
}

fn installation(state: &Installed, act: &Act<'_>, plan: &Plan) -> Installation {
    let picked = || plan.targets.iter().chain(&plan.reinstall);
    let wanted = match &plan.sources {
        None => Wanted::Named(picked().map(|(name, version)| (name.clone(), version.clone())).collect()),
        Some(sources) => {
            let chosen: Sources = sources
                .iter()
                .filter(|(name, _)| picked().any(|(picked, _)| picked == *name))
                .map(|(name, place)| (name.clone(), place.clone()))
                .collect();
            Wanted::Files(chosen)
        }
    };
    Installation {
        wanted,
        reinstall: !plan.reinstall.is_empty(),
        ignore_epoch: state.ignore_epoch.unwrap_or(false),
        refresh: due::is_due(&act.ask(), state.refresh.as_ref()),
        cache_valid_time: state.cache_valid_time,
        manner: state.manner(),
    }
}

/// Takes the mark for purging off; gives back what changed.
fn unpurge(act: &Act<'_>, names: &[String]) -> Result<Dict, ModuleError> {
    let provider = provider::of(&act.ask())?;
    let old = provider.inventory(&act.ask())?.purge_desired;
    provider.mark(act, names, "install")?;
    Ok(between(&old, &provider.inventory(&act.ask())?.purge_desired))
}

/// What is said in the end.
struct Tale<'a> {
    plan: &'a Plan,
    changes: Dict,
    comments: Vec<String>,
    result: bool,
}

impl Tale<'_> {
    fn installed(&mut self, state: &Installed, act: &Act<'_>, marks: &[Held]) -> Result<(), ModuleError> {
        let targets = &self.plan.targets;
        let (good, bad) = match self.plan.sources {
            Some(_) => self
                .plan
                .desired
                .keys()
                .cloned()
                .partition(|name| self.changes.contains(name) || !targets.contains_key(name)),
            None => {
                let present = provider::of(&act.ask())?.inventory(&act.ask())?.present();
                find::verify(state, &act.ask(), &self.plan.desired, &present)?
            }
        };
        let (modified, others): (Vec<String>, Vec<String>) =
            good.into_iter().partition(|name| targets.contains_key(name));
        let untouched: Vec<String> =
            others.into_iter().filter(|name| !self.plan.reinstall.contains_key(name)).collect();
        let failed: Vec<String> = bad.into_iter().filter(|name| targets.contains_key(name)).collect();
        self.modified(&modified);
        let (marked, rest): (Vec<&Held>, Vec<&Held>) =
            marks.iter().partition(|mark| !mark.changes.is_empty());
        for mark in marked {
            self.comments.push(mark.comment.clone());
            holding::add_change(&mut self.changes, mark);
        }
        self.untouched(&untouched);
        self.comments.extend(rest.iter().map(|mark| mark.comment.clone()));
        if !failed.is_empty() {
            let summary = self.summary(&failed);
            self.comments.insert(0, format!("The following packages failed to install/update: {summary}"));
        }
        self.result = failed.is_empty() && rest.iter().all(|mark| mark.result == Some(true));
        Ok(())
    }

    fn modified(&mut self, names: &[String]) {
        if names.is_empty() {
            return;
        }
        let summary = self.summary(names);
        let (s, were) = number(names.len());
        self.comments.push(match summary.chars().count() < 20 {
            true => format!("The following packages were installed/updated: {summary}"),
            false => format!("{} targeted package{s} {were} installed/updated.", names.len()),
        });
    }

    fn untouched(&mut self, names: &[String]) {
        if names.is_empty() {
            return;
        }
        let (s, were) = number(names.len());
        self.comments.push(match names.len() <= 20 {
            true => format!("The following packages were already installed: {}", self.summary(names)),
            false => format!("{} targeted package{s} {were} already installed", names.len()),
        });
    }

    fn reinstalled(&mut self) {
        for name in self.plan.reinstall.keys() {
            let shown = self.shown(name);
            if self.changes.contains(name) {
                self.comments.push(format!("Package {shown} was reinstalled."));
            } else {
                self.comments.push(format!("Reinstall was not successful for package {shown}."));
                self.result = false;
            }
        }
    }

    fn summary(&self, names: &[String]) -> String {
        names.iter().map(|name| self.shown(name)).collect::<Vec<_>>().join(", ")
    }

    fn shown(&self, name: &str) -> String {
        let desired: &Desired = &self.plan.desired;
        match self.plan.sources {
            Some(_) => name.to_owned(),
            None => shown(name, desired.get(name).and_then(Option::as_ref)),
        }
    }
}
