//! `test.check_pillar`: whether the pillar has what the states need.

use halite_common::{
    declare::{OneOrMany, Text},
    value::Value,
};
use halite_states::declare::{Act, Ask, Facts, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::watch_fired;

/// Checks that pillar keys are there, and of what type they are.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct CheckPillar {
    /// A name of your choice.
    #[serde(rename = "name")]
    _name: Text,
    /// Keys that must be there.
    #[serde(default)]
    present: OneOrMany<String>,
    /// Keys that must be `True` or `False`.
    #[serde(default)]
    boolean: OneOrMany<String>,
    /// Keys that must be whole numbers.
    #[serde(default)]
    integer: OneOrMany<String>,
    /// Keys that must be text.
    #[serde(default)]
    string: OneOrMany<String>,
    /// Keys that must be lists.
    #[serde(default)]
    listing: OneOrMany<String>,
    /// Keys that must be dictionaries.
    #[serde(default)]
    dictionary: OneOrMany<String>,
    /// Names the keys that passed, too.
    #[serde(default)]
    verbose: bool,
}

/// A type as Python names it, and who is of it.
type Kind = (&'static str, fn(&Value) -> bool);

impl CheckPillar {
    fn wanted(&self) -> [(&[String], Kind); 6] {
        [
            (&self.present.0, ("None", |_| true)),
            (&self.boolean.0, ("<class 'bool'>", |v| v.as_bool().is_some())),
            (&self.integer.0, ("<class 'int'>", |v| v.as_bool().is_some() || v.as_int().is_some())),
            (&self.string.0, ("(<class 'str'>,)", |v| v.as_str().is_some())),
            (&self.listing.0, ("<class 'list'>", |v| v.as_list().is_some())),
            (&self.dictionary.0, ("<class 'dict'>", |v| v.as_dict().is_some())),
        ]
    }

    fn outcome(&self, facts: &dyn Facts) -> Result<Outcome, ModuleError> {
        if self.wanted().iter().all(|(keys, _)| keys.is_empty()) {
            return Err(ModuleError::Usage("Missing required argument text.".into()));
        }
        let pillar = facts.pillar();
        let (mut failed, mut fine) = (String::new(), String::new());
        for (keys, (kind, fits)) in self.wanted() {
            for key in keys {
                match pillar.traverse(key, ":").filter(|value| !value.is_null()) {
                    None => failed += &format!("Pillar key \"{key}\" is missing.\n"),
                    Some(value) if !fits(value) => {
                        failed += &format!("Pillar key \"{key}\" is not {kind}.\n")
                    }
                    Some(_) => fine += &format!("- {key} ({kind})\n"),
                }
            }
        }
        let result = failed.is_empty();
        if self.verbose && !fine.is_empty() {
            failed += &format!("Those keys passed the check:\n{fine}");
        }
        Ok(Outcome { result: Some(result), ..Outcome::in_place(failed) })
    }
}

impl State for CheckPillar {
    const NAME: &'static str = "test.check_pillar";
    type Plan = ();
    const WATCHES: bool = true;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        self.outcome(ask.facts).map(Verdict::InPlace)
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place("")
    }
    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        self.outcome(act.minion.as_facts())
    }
    fn watched(&self, _: &Act<'_>) -> Result<Outcome, ModuleError> {
        Ok(watch_fired(&halite_common::value::Dict::new()))
    }
    fn describe_watched(&self, _: &Ask<'_>) -> Outcome {
        watch_fired(&halite_common::value::Dict::new())
    }
}
