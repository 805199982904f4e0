//! `manage.*`: which minions are here. Presence is known from sessions; nobody is asked.

use std::collections::BTreeSet;

use halite_common::{
    api::{KeyAction, KeyChange},
    declare::Text,
    failure::Failure,
    id::MinionId,
    job::{TargetKind, TargetSpec},
    value::{Dict, Value},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::declare::Runner;
use crate::{house::House, keys::trouble, publish::Resolved};

/// Whom Salt would ask, and for how long.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {
    /// Accepted for Salt's sake.
    #[serde(default = "yes")]
    #[expect(dead_code, reason = "Salt does not use it either")]
    output: bool,
    /// Whom to tell about.
    #[serde(default = "everybody")]
    tgt: Text,
    /// How the target is read.
    #[serde(default = "glob")]
    tgt_type: Text,
    /// Accepted for Salt's sake; presence is known without waiting.
    #[serde(default)]
    #[expect(dead_code, reason = "presence is known without waiting")]
    timeout: Option<u32>,
    /// Accepted for Salt's sake; presence is known without waiting.
    #[serde(default)]
    #[expect(dead_code, reason = "presence is known without waiting")]
    gather_job_timeout: Option<u32>,
}

impl Runner for Status {
    const NAME: &'static str = "manage.status";
    type Output = Dict;

    /// Tells which minions are here (`up`) and which are not (`down`).
    fn run(self, house: &House) -> Result<Dict, Failure> {
        let (up, down) = presence(house, &self.tgt, &self.tgt_type)?;
        let mut out = Dict::from([("up", names(&up))]);
        out.insert("down", names(&down));
        Ok(out)
    }
}

/// Lists the minions that are here.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Up {
    /// Whom to tell about.
    #[serde(default = "everybody")]
    tgt: Text,
    /// How the target is read.
    #[serde(default = "glob")]
    tgt_type: Text,
    /// Accepted for Salt's sake; presence is known without waiting.
    #[serde(default)]
    #[expect(dead_code, reason = "presence is known without waiting")]
    timeout: Option<u32>,
    /// Accepted for Salt's sake; presence is known without waiting.
    #[serde(default)]
    #[expect(dead_code, reason = "presence is known without waiting")]
    gather_job_timeout: Option<u32>,
}

impl Runner for Up {
    const NAME: &'static str = "manage.up";
    type Output = Value;

    fn run(self, house: &House) -> Result<Value, Failure> {
        presence(house, &self.tgt, &self.tgt_type).map(|(up, _)| names(&up))
    }
}

/// Lists the minions that are not here.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Down {
    /// Delete their keys.
    #[serde(default)]
    removekeys: bool,
    /// Whom to tell about.
    #[serde(default = "everybody")]
    tgt: Text,
    /// How the target is read.
    #[serde(default = "glob")]
    tgt_type: Text,
    /// Accepted for Salt's sake; presence is known without waiting.
    #[serde(default)]
    #[expect(dead_code, reason = "presence is known without waiting")]
    timeout: Option<u32>,
    /// Accepted for Salt's sake; presence is known without waiting.
    #[serde(default)]
    #[expect(dead_code, reason = "presence is known without waiting")]
    gather_job_timeout: Option<u32>,
}

impl Runner for Down {
    const NAME: &'static str = "manage.down";
    type Output = Value;

    fn run(self, house: &House) -> Result<Value, Failure> {
        let (_, down) = presence(house, &self.tgt, &self.tgt_type)?;
        if self.removekeys {
            for id in &down {
                let change = KeyChange {
                    action: KeyAction::Delete,
                    glob: Some(id.to_string()),
                    include_accepted: false,
                    include_rejected: false,
                    include_denied: false,
                    dry_run: false,
                };
                house.change_keys(&change, "delete", "runner manage.down".to_owned())?;
            }
        }
        Ok(names(&down))
    }
}

/// Lists the minions that are here, as presence detection knows them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Present {
    /// Only these.
    #[serde(default)]
    subset: Option<Vec<Text>>,
    /// Tell where each talks from.
    #[serde(default)]
    show_ip: bool,
}

impl Runner for Present {
    const NAME: &'static str = "manage.present";
    type Output = Value;

    fn run(self, house: &House) -> Result<Value, Failure> {
        let here = house.roster.here();
        let mut here = here.iter().filter(|id| within(self.subset.as_deref(), id));
        if self.show_ip {
            let address = |id: &MinionId| house.roster.get(id).map(|record| record.address);
            return Ok(Value::Dict(here.map(|id| (id.as_str(), address(id))).collect()));
        }
        Ok(here.by_ref().map(|id| id.as_str()).collect())
    }
}

/// Lists the minions with an accepted key that are not here.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NotPresent {
    /// Only these.
    #[serde(default)]
    subset: Option<Vec<Text>>,
    /// Accepted for Salt's sake.
    #[serde(default)]
    #[expect(dead_code, reason = "who is not here talks from nowhere")]
    show_ip: bool,
}

impl Runner for NotPresent {
    const NAME: &'static str = "manage.not_present";
    type Output = Value;

    fn run(self, house: &House) -> Result<Value, Failure> {
        let here: BTreeSet<_> = house.roster.here().into_iter().collect();
        let accepted = house.keys.accepted().map_err(|error| trouble(&error))?;
        let away = accepted.iter().filter(|id| !here.contains(*id) && within(self.subset.as_deref(), id));
        Ok(away.map(|id| id.as_str()).collect())
    }
}

/// Tells which versions the master and the minions have.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Versions {}

impl Runner for Versions {
    const NAME: &'static str = "manage.versions";
    type Output = Dict;

    fn run(self, house: &House) -> Result<Dict, Failure> {
        let own = halite_common::version::PROGRAM;
        let (mut same, mut other) = (Dict::new(), Dict::new());
        for id in house.roster.here() {
            let version = house.roster.get(&id).map(|record| record.version).unwrap_or_default();
            let group = if version == own { &mut same } else { &mut other };
            group.insert(id.as_str(), version);
        }
        let mut out = Dict::from([("Master", own)]);
        let groups = [("Up to date", same), ("Minion requires update", other)];
        out.extend(groups.into_iter().filter(|(_, group)| !group.is_empty()));
        Ok(out)
    }
}

fn yes() -> bool {
    true
}

fn everybody() -> Text {
    "*".into()
}

fn glob() -> Text {
    "glob".into()
}

fn within(subset: Option<&[Text]>, id: &MinionId) -> bool {
    subset.is_none_or(|subset| subset.iter().any(|wanted| wanted.0 == id.as_str()))
}

fn names(ids: &[MinionId]) -> Value {
    ids.iter().map(|id| id.as_str()).collect()
}

/// Who of a target is here, and who is not.
fn presence(house: &House, target: &str, kind: &str) -> Result<(Vec<MinionId>, Vec<MinionId>), Failure> {
    let kind: TargetKind = kind.parse()?;
    let spec = TargetSpec { kind, expression: target.to_owned(), delimiter: ":".into() };
    let Resolved { minions, .. } = house.resolver.resolve(&spec)?;
    let here: BTreeSet<_> = house.roster.here().into_iter().collect();
    Ok(minions.into_iter().partition(|id| here.contains(id)))
}
