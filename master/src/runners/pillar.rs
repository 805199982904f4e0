//! `pillar.*`: what the pillar compiler makes for a minion, whether that is here or not.

use std::sync::Arc;

use halite_common::{
    declare::Text,
    failure::Failure,
    id::MinionId,
    value::{Dict, Value},
};
use halite_pillar::Request;
use schemars::JsonSchema;
use serde::Deserialize;

use super::declare::Runner;
use crate::{house::House, keys::trouble};

/// Shows the pillar top file as a minion's grains render it, with all its targets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShowTop {
    /// The minion whose grains are used; the first with grains if left out.
    #[serde(default)]
    minion: Option<Text>,
    /// The environment that templates see.
    #[serde(default = "base")]
    saltenv: Text,
}

impl Runner for ShowTop {
    const NAME: &'static str = "pillar.show_top";
    type Output = Value;

    fn run(self, house: &House) -> Result<Value, Failure> {
        let (id, grains) = match self.minion {
            Some(minion) => (minion.to_string(), grains_of(house, &minion).unwrap_or_default()),
            None => first(house)?,
        };
        let request = Request { id, grains, saltenv: Some(self.saltenv.to_string()), ..Request::default() };
        Ok(match house.resolver.pillars().top(&request) {
            Ok(top) => top.into(),
            Err(failures) => told(&failures),
        })
    }
}

/// Shows the pillar of a minion, or the one that everybody gets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShowPillar {
    /// The minion; `*` stands for a minion that only targets such as `*` match.
    #[serde(default = "everybody")]
    minion: Text,
    /// `saltenv`, `pillarenv`, and grains that count instead of the minion's own.
    #[serde(default, rename = "**kwargs")]
    choices: Dict,
}

impl Runner for ShowPillar {
    const NAME: &'static str = "pillar.show_pillar";
    type Output = Dict;

    fn run(self, house: &House) -> Result<Dict, Failure> {
        let known = grains_of(house, &self.minion).map(|grains| grains.as_ref().clone());
        let mut grains = known.unwrap_or_else(|| Dict::from([("fqdn", self.minion.0.as_str())]));
        let (mut saltenv, mut pillarenv) = (Some("base".to_owned()), None);
        for (key, value) in self.choices {
            match key.as_str() {
                Some("saltenv") => saltenv = environment(&value),
                Some("pillarenv") => pillarenv = environment(&value),
                _ => {
                    grains.insert(key, value);
                }
            }
        }
        let id = self.minion.to_string();
        let request = Request { id, grains: Arc::new(grains), saltenv, pillarenv, ..Request::default() };
        let mut compiled = house.resolver.pillars().of_request(&request);
        if !compiled.failures.is_empty() {
            // Who runs this may read the master's log, so the places may be shown.
            compiled.pillar.insert("_errors", told(&compiled.failures));
        }
        Ok(compiled.pillar)
    }
}

fn base() -> Text {
    "base".into()
}

fn everybody() -> Text {
    "*".into()
}

fn environment(value: &Value) -> Option<String> {
    (!value.is_null()).then(|| value.to_string())
}

fn told(failures: &[Failure]) -> Value {
    failures.iter().map(ToString::to_string).collect()
}

fn grains_of(house: &House, minion: &str) -> Option<Arc<Dict>> {
    let id: MinionId = minion.parse().ok()?;
    house.roster.grains(&id)
}

/// The first minion, by its id, that has told its grains.
fn first(house: &House) -> Result<(String, Arc<Dict>), Failure> {
    let mut accepted = house.keys.accepted().map_err(|error| trouble(&error))?;
    accepted.sort();
    let known = accepted.iter().find_map(|id| Some((id.to_string(), house.roster.grains(id)?)));
    Ok(known.unwrap_or_default())
}
