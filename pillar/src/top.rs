//! Pillar top files: found, merged, and matched with the minion.

use std::sync::Arc;

use halite_common::{
    failure::Place,
    job::TargetKind,
    target::{Known, Target},
    value::{Dict, Value},
    yaml::Step,
};
use halite_render::Rendered;
use indexmap::IndexMap;

use crate::{
    merge::Strategy,
    problem::Problem,
    run::{Named, Run},
};

/// The SLS files of one minion, by environment.
pub(crate) type Matches = IndexMap<String, Vec<Named>>;

/// All targets of all top files, by environment.
pub(crate) type Top = IndexMap<String, IndexMap<String, Entry>>;

/// What a target gets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    kind: Option<String>,
    /// The items that say how the target is matched, as written.
    matchers: Vec<Value>,
    order: i128,
    names: Vec<Named>,
    place: Option<Place>,
}

impl Entry {
    /// The items that say how the target is matched, then the SLS names.
    pub(crate) fn shown(&self) -> Value {
        let names = self.names.iter().map(|named| named.sls.as_str().into());
        Value::List(self.matchers.iter().cloned().chain(names).collect())
    }
}

impl Run<'_> {
    /// The top files of the environments that take part, and those that they include.
    pub(crate) fn tops(&mut self) -> Vec<Rendered> {
        let mut tops = Vec::new();
        for environment in self.top_environments() {
            let path = self.compiler.settings.top.clone();
            let Some(found) = self.avail.find_path(&environment, &path) else {
                continue;
            };
            match self.render(&found, &environment, "", &Dict::new()) {
                Ok(top) => {
                    self.included_tops(&top, &environment, &mut tops);
                }
                Err(error) => {
                    let text =
                        format!("Rendering Primary Top file failed, render error:\n{}", error.salt_text());
                    self.problems.push(self.rendering_failed("Primary Top file", text, &error));
                    break;
                }
            }
        }
        tops
    }

    fn top_environments(&self) -> Vec<String> {
        if let Some(only) = &self.pillarenv {
            return self.avail.knows(only).then(|| only.clone()).into_iter().collect();
        }
        let all = &self.avail.environments;
        if self.compiler.settings.strategy == Strategy::None {
            let only = self.request.saltenv.as_deref().unwrap_or("base");
            return all.iter().filter(|name| *name == only).cloned().collect();
        }
        all.clone()
    }

    /// Adds a top file, then those that it includes. Salt does not look for includes in those.
    fn included_tops(&mut self, top: &Rendered, environment: &str, tops: &mut Vec<Rendered>) {
        tops.push(top.clone());
        let included = top.value.get("include").and_then(Value::as_list).unwrap_or_default();
        let mut done: Vec<&str> = Vec::new();
        for (index, sls) in included.iter().enumerate() {
            let place = top.place(&["include".into(), index.into()]);
            let Some(sls) = sls.as_str().filter(|sls| !done.contains(sls)) else {
                continue;
            };
            done.push(sls);
            let Some(found) = self.avail.find(environment, sls) else {
                let text = format!("Rendering Top file {sls} failed, render error:\nthere is no such SLS");
                self.problems.push(Problem::new(text, place));
                continue;
            };
            match self.render(&found, environment, "", &Dict::new()) {
                Ok(top) => tops.push(top),
                Err(error) => {
                    let text =
                        format!("Rendering Top file {sls} failed, render error:\n{}", error.salt_text());
                    self.problems.push(self.rendering_failed(&format!("Top file {sls}"), text, &error));
                }
            }
        }
    }

    /// One table of all top files. A target that occurs again in an environment replaces the earlier one.
    pub(crate) fn merge_tops(&mut self, tops: &[Rendered]) -> Top {
        let mut merged = Top::new();
        for top in tops {
            if let Err(place) = self.add_top(top, &mut merged) {
                let text = "Error encountered while rendering pillar top file.";
                let mut problem = Problem::new(text, place);
                problem.failure.message = "Error encountered while rendering pillar top file".into();
                problem.failure.hint = Some(
                    "a top file is a dictionary: environment, then target, then a list of SLS names".into(),
                );
                self.problems.push(problem);
                return Top::new();
            }
        }
        for targets in merged.values_mut() {
            targets.sort_by(|_, a, _, b| a.order.cmp(&b.order));
        }
        merged
    }

    fn add_top(&mut self, top: &Rendered, merged: &mut Top) -> Result<(), Option<Place>> {
        let environments = top.value.as_dict().ok_or_else(|| top.place(&[]))?;
        for (environment, targets) in environments {
            if environment.as_str() == Some("include") {
                continue;
            }
            let path = [Step::from(environment)];
            let targets = targets.as_dict().ok_or_else(|| top.place(&path))?;
            let name = environment.to_string();
            for (target, items) in targets {
                let path = [Step::from(environment), Step::from(target)];
                let items = items.as_list().ok_or_else(|| top.place(&path))?;
                let (entry, ignore_missing) = entry(top, &path, items);
                if ignore_missing {
                    let names = entry.names.iter().map(|named| named.sls.clone());
                    self.ignored.entry(name.clone()).or_default().extend(names);
                }
                merged.entry(name.clone()).or_default().insert(target.to_string(), entry);
            }
        }
        Ok(())
    }

    /// The SLS names of the targets that fit this minion, with what is known of its pillar by now.
    pub(crate) fn matches(&mut self, top: &Top, pillar: &Arc<Dict>) -> Matches {
        let mut matches = Matches::new();
        let subject = self.minion(Arc::clone(pillar));
        for (environment, targets) in top {
            if self.pillarenv.as_ref().is_some_and(|only| only != environment) {
                continue;
            }
            for (target, entry) in targets {
                if !self.fits(target, entry, &subject) {
                    continue;
                }
                if looks_at_grains(target, entry) && !self.by_grain.contains(target) {
                    self.by_grain.push(target.clone());
                }
                let names = matches.entry(environment.clone()).or_default();
                for named in &entry.names {
                    if !names.iter().any(|known: &Named| known.sls == named.sls) {
                        names.push(named.clone());
                    }
                }
            }
        }
        matches
    }

    fn fits(&mut self, target: &str, entry: &Entry, subject: &Known) -> bool {
        let kind = entry.kind.as_deref().map_or(Ok(TargetKind::Compound), str::parse);
        let groups = &self.compiler.settings.nodegroups;
        match kind.and_then(|kind| Target::with_groups(kind, target, ":", groups)) {
            Ok(target) => target.matches(subject),
            Err(failure) => {
                let text =
                    format!("The pillar top file's target '{target}' cannot be read: {}", failure.message);
                let mut problem = Problem::new(text, entry.place.clone());
                problem.failure.hint = failure.hint;
                self.problems.push(problem);
                false
            }
        }
    }
}

/// Whether a target looks at what a minion says of itself.
fn looks_at_grains(target: &str, entry: &Entry) -> bool {
    let by_word =
        |target: &str| target.split_whitespace().any(|word| word.starts_with("G@") || word.starts_with("P@"));
    match entry.kind.as_deref().map_or(Ok(TargetKind::Compound), str::parse) {
        Ok(TargetKind::Grain | TargetKind::GrainPcre) => true,
        Ok(TargetKind::Compound) => by_word(target),
        _ => false,
    }
}

/// What one target's list says, and whether its SLS files may be missing.
fn entry(top: &Rendered, path: &[Step], items: &[Value]) -> (Entry, bool) {
    let mut entry = Entry { place: top.place(path), ..Entry::default() };
    let mut ignore_missing = false;
    for (index, item) in items.iter().enumerate() {
        match item {
            Value::Str(sls) if !entry.names.iter().any(|named| named.sls == *sls) => {
                let place = top.place(&[path, &[index.into()]].concat());
                entry.names.push(Named { sls: sls.clone(), place });
            }
            Value::Dict(options) => {
                if let Some(kind) = options.get("match") {
                    entry.kind = Some(kind.to_string());
                    entry.matchers.push(item.clone());
                }
                if let Some(order) = options.get("order") {
                    entry.order = order.as_int().or_else(|| order.as_str()?.parse().ok()).unwrap_or(0);
                }
                ignore_missing |= options.get("ignore_missing").is_some_and(Value::is_truthy);
            }
            _ => {}
        }
    }
    (entry, ignore_missing)
}
