//! `nodegroups`: the names of the node groups that the minion is in.

use halite_common::{
    declare::Text,
    job::TargetKind,
    target::Target,
    value::{Dict, Value},
};
use serde::Deserialize;

use super::declare::{Asked, Refused, Source};

/// The node groups that a minion is in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nodegroups {
    /// Where they go in the pillar; `nodegroups` if left out.
    #[serde(default)]
    pillar_name: Option<Text>,
}

impl Source for Nodegroups {
    const NAME: &'static str = "nodegroups";

    fn fetch(self, asked: &Asked<'_>) -> Result<Value, Refused> {
        let mut names = Vec::new();
        for name in asked.run.compiler.settings.nodegroups.keys().map(ToString::to_string) {
            if is_in(&name, asked)? {
                names.push(name);
            }
        }
        let key = self.pillar_name.filter(|name| !name.is_empty());
        let key = key.map_or_else(|| "nodegroups".to_owned(), |name| name.0);
        Ok(Dict::from([(key.as_str(), names)]).into())
    }
}

/// Tells whether the minion is in a node group.
pub(super) fn is_in(name: &str, asked: &Asked<'_>) -> Result<bool, Refused> {
    let groups = &asked.run.compiler.settings.nodegroups;
    let target = Target::with_groups(TargetKind::Nodegroup, name, ":", groups)
        .map_err(|failure| Refused::open(format!("the node group `{name}`: {}", failure.message)))?;
    Ok(target.matches(asked.minion))
}
