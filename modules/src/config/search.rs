//! `config.get` and `config.option`: the first place that has a value.

use std::sync::Arc;

use halite_common::{
    declare::Text,
    glob,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Facts, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::defaults;

/// Where values are looked for, first to last.
struct Places(Vec<Arc<Dict>>);

impl Places {
    fn of(facts: &dyn Facts, options: bool, grains: bool, pillar: bool, master: bool) -> Places {
        let mut places = Vec::new();
        if options {
            places.push(facts.options());
        }
        if grains {
            places.push(facts.grains());
        }
        if pillar {
            places.push(facts.pillar());
        }
        if master {
            places.push(Arc::new(master_options(facts)));
        }
        places.push(Arc::new(defaults::all()));
        Places(places)
    }

    fn traverse(&self, key: &str, delimiter: &str) -> Option<Value> {
        self.0.iter().find_map(|place| place.traverse(key, delimiter)).cloned()
    }

    fn member(&self, key: &str) -> Option<Value> {
        self.0.iter().find_map(|place| place.get(key)).cloned()
    }

    fn matching(&self, pattern: &str) -> Dict {
        let mut found = Dict::new();
        for place in self.0.iter().rev() {
            let members = place.iter().filter(|(key, _)| glob::matches(pattern, &key.to_string()));
            found.extend(members.map(|(key, value)| (key.clone(), value.clone())));
        }
        found
    }

    /// All in one, the first places over the last.
    fn merged(&self, recurse: bool) -> Dict {
        let mut merged = Dict::new();
        for place in self.0.iter().rev() {
            let place = place.as_ref().clone();
            if recurse { merged.update(place, false) } else { merged.extend(place) }
        }
        merged
    }
}

/// The master's configuration, as far as it comes with the pillar (`pillar_opts`).
pub(super) fn master_options(facts: &dyn Facts) -> Dict {
    facts.pillar().get("master").and_then(Value::as_dict).cloned().unwrap_or_default()
}

/// Returns a value from the minion's configuration, its grains, its pillar or the master's configuration; the first that has it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Get {
    /// Name of the value; `a:b` leads into nested data.
    key: Text,
    /// What to return where there is no such value.
    #[serde(default = "empty")]
    default: Value,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
    /// Merges all places before looking: `recurse` or `overwrite`.
    #[serde(default)]
    merge: Option<String>,
    /// Leaves out the minion's configuration.
    #[serde(default)]
    omit_opts: bool,
    /// Leaves out the pillar.
    #[serde(default)]
    omit_pillar: bool,
    /// Leaves out the master's configuration.
    #[serde(default)]
    omit_master: bool,
    /// Leaves out the grains.
    #[serde(default)]
    omit_grains: bool,
}

fn empty() -> Value {
    "".into()
}

fn colon() -> String {
    ":".into()
}

impl Function for Get {
    const NAME: &'static str = "config.get";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let facts = act.minion.as_facts();
        let found = match self.merge.as_deref() {
            None => {
                let (opts, grains, pillar) = (!self.omit_opts, !self.omit_grains, !self.omit_pillar);
                Places::of(facts, opts, grains, pillar, !self.omit_master)
                    .traverse(&self.key, &self.delimiter)
            }
            Some(strategy) => {
                let merged = Places::of(facts, true, true, true, true).merged(strategy != "overwrite");
                merged.traverse(&self.key, &self.delimiter).cloned()
            }
        };
        Ok(found.unwrap_or(self.default))
    }
}

/// Returns a value as `config.get` does, but from the top level only.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Option_ {
    /// Name of the value, or a pattern if `wildcard`.
    value: Text,
    /// What to return where there is no such value.
    #[serde(default)]
    default: Value,
    /// Leaves out the minion's configuration.
    #[serde(default)]
    omit_opts: bool,
    /// Leaves out the grains.
    #[serde(default)]
    omit_grains: bool,
    /// Leaves out the pillar.
    #[serde(default)]
    omit_pillar: bool,
    /// Leaves out the master's configuration.
    #[serde(default)]
    omit_master: bool,
    /// Leaves out everything but the built-in defaults.
    #[serde(default)]
    omit_all: bool,
    /// Takes the name as a pattern and returns all that fit, by name.
    #[serde(default)]
    wildcard: bool,
}

impl Function for Option_ {
    const NAME: &'static str = "config.option";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let take = |omit: bool| !(omit || self.omit_all);
        let places = Places::of(
            act.minion.as_facts(),
            take(self.omit_opts),
            take(self.omit_grains),
            take(self.omit_pillar),
            take(self.omit_master),
        );
        let given = Some(self.default).filter(|default| !default.is_null());
        if self.wildcard {
            let found = places.matching(&self.value);
            return Ok(if found.is_empty() { given.unwrap_or(found.into()) } else { found.into() });
        }
        Ok(places.member(&self.value).or(given).unwrap_or_else(empty))
    }
}
