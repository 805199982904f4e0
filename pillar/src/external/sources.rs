//! The sources that the configuration names, asked in its order.

use halite_common::{
    failure::nearest,
    target::Known,
    value::{Dict, Value},
};

use super::{
    SOURCES,
    declare::{Asked, Refused},
};
use crate::{problem::Problem, run::Run};

impl Run<'_> {
    /// What the sources of `ext_pillar` know of the minion, in their order. `minion` has the pillar that is known by now.
    pub(crate) fn external(&mut self, minion: &Known) -> Vec<Dict> {
        let Some(option) = self.compiler.options.get("ext_pillar").filter(|value| !value.is_null()) else {
            return Vec::new();
        };
        let entries: Option<Vec<&Dict>> = option.as_list().and_then(|entries| {
            entries.iter().map(|entry| entry.as_dict().filter(|e| !e.is_empty())).collect()
        });
        let Some(entries) = entries else {
            let mut problem = Problem::new("The \"ext_pillar\" option is malformed", self.ext_place());
            problem.failure.hint =
                Some("it is a list; each entry is the name of a source, with a colon and its options".into());
            self.problems.push(problem);
            return Vec::new();
        };
        entries.into_iter().filter_map(|entry| self.ask_entry(entry, minion)).collect()
    }

    /// The answer of one entry. Of several sources in one entry the last one counts, as in Salt.
    fn ask_entry(&mut self, entry: &Dict, minion: &Known) -> Option<Dict> {
        let excluded = &self.compiler.settings.excluded_sources;
        if entry.keys().next().is_some_and(|name| excluded.contains(&name.to_string())) {
            return None;
        }
        let mut known = None;
        for (name, options) in entry {
            let name = name.to_string();
            let Some(source) = SOURCES.iter().find(|source| source.name == name) else {
                // Salt, too, goes on without a source that it does not have.
                let near = nearest(&name, SOURCES.iter().map(|source| source.name));
                tracing::error!(%name, near, "ext_pillar interface is unavailable");
                continue;
            };
            let answer = (source.fetch)(&Asked { run: self, minion }, options.clone());
            match answer.and_then(dictionary) {
                Ok(data) => known = data,
                Err(refused) => self.refused(&name, refused),
            }
        }
        known
    }

    fn refused(&mut self, name: &str, refused: Refused) {
        let mut problem =
            Problem::new(format!("Failed to load ext_pillar {name}: {}", refused.told), self.ext_place());
        let place = refused.failure.place.or(problem.failure.place.take());
        problem.failure.message = format!("ext_pillar {name}: {}", refused.failure.message);
        problem.failure.hint = refused.failure.hint;
        problem.failure.place = place;
        self.problems.push(problem);
    }

    fn ext_place(&self) -> Option<halite_common::failure::Place> {
        self.compiler.ext_place.clone()
    }
}

fn dictionary(answer: Value) -> Result<Option<Dict>, Refused> {
    match answer {
        Value::Dict(data) => Ok(Some(data).filter(|data| !data.is_empty())),
        empty if !empty.is_truthy() => Ok(None),
        other => Err(Refused::open(format!("it gave a {}, not a dictionary", other.type_name()))),
    }
}
