//! `match.*`: whether a target names the minion that the pillar is for.

use halite_common::{
    declare::{Arguments, bind},
    job::TargetKind,
    target::{Known, Target},
    value::{Dict, Value},
};
use serde::Deserialize;

use super::{Answer, Function, PureFunctions, Refusal};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("match.compound", |on, arguments| matches(on, TargetKind::Compound, arguments)),
    ("match.filter_by", filter_by),
    ("match.glob", |on, arguments| matches(on, TargetKind::Glob, arguments)),
    ("match.grain", |on, arguments| matches(on, TargetKind::Grain, arguments)),
    ("match.grain_pcre", |on, arguments| matches(on, TargetKind::GrainPcre, arguments)),
    ("match.ipcidr", |on, arguments| matches(on, TargetKind::Ipcidr, arguments)),
    ("match.list", |on, arguments| matches(on, TargetKind::List, arguments)),
    ("match.pcre", |on, arguments| matches(on, TargetKind::Pcre, arguments)),
];

fn colon() -> String {
    ":".into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Match {
    tgt: String,
    #[serde(default)]
    minion_id: Option<String>,
    #[serde(default = "colon")]
    delimiter: String,
}

fn matches(on: &PureFunctions, kind: TargetKind, arguments: Arguments) -> Answer {
    let Match { tgt, minion_id, delimiter } = bind("match", arguments)?;
    Ok(on.names(kind, &tgt, &delimiter, minion_id)?.into())
}

impl PureFunctions {
    fn names(
        &self,
        kind: TargetKind,
        tgt: &str,
        delimiter: &str,
        id: Option<String>,
    ) -> Result<bool, Refusal> {
        let groups = self.options.get("nodegroups").and_then(Value::as_dict).cloned().unwrap_or_default();
        let target = Target::with_groups(kind, tgt, delimiter, &groups)
            .map_err(|failure| Refusal::Failed(failure.message))?;
        Ok(match id {
            Some(id) => target.matches(&Known { id, ..self.minion.clone() }),
            None => target.matches(&self.minion),
        })
    }
}

fn compound() -> String {
    "compound".into()
}

fn usual() -> String {
    "default".into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilterBy {
    lookup: Dict,
    #[serde(default = "compound")]
    tgt_type: String,
    #[serde(default)]
    minion_id: Option<String>,
    #[serde(default)]
    merge: Option<Dict>,
    #[serde(default)]
    merge_lists: bool,
    #[serde(default = "usual")]
    default: String,
}

fn filter_by(on: &PureFunctions, arguments: Arguments) -> Answer {
    let asked: FilterBy = bind("match.filter_by", arguments)?;
    let kind =
        asked.tgt_type.parse().map_err(|f: halite_common::failure::Failure| Refusal::Failed(f.message))?;
    for (target, found) in &asked.lookup {
        if !on.names(kind, &target.to_string(), ":", asked.minion_id.clone())? {
            continue;
        }
        return Ok(match (found.clone(), asked.merge) {
            (Value::Null, Some(merge)) if !merge.is_empty() => merge.into(),
            (Value::Dict(mut found), Some(merge)) => {
                found.update(merge, asked.merge_lists);
                found.into()
            }
            (found, _) => found,
        });
    }
    Ok(asked.lookup.get(&asked.default).cloned().unwrap_or_default())
}
