//! Tables whose keys or values are target expressions.

use halite_common::{
    declare::Text,
    job::TargetKind,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::fits;

pub(super) fn compound() -> String {
    "compound".into()
}

fn default_key() -> Text {
    "default".into()
}

/// Looks for the first key that fits this minion and returns what stands there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FilterBy {
    /// The table; its keys are target expressions.
    lookup: Dict,
    /// How the expressions are read.
    #[serde(default = "compound")]
    tgt_type: String,
    /// Another id than this minion's.
    #[serde(default)]
    minion_id: Option<Text>,
    /// A dictionary to merge over what was found.
    #[serde(default)]
    merge: Value,
    /// Lengthens lists when merging.
    #[serde(default)]
    merge_lists: bool,
    /// The key to take where none fits.
    #[serde(default = "default_key")]
    default: Text,
}

impl Function for FilterBy {
    const NAME: &'static str = "match.filter_by";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let kind = kind(&self.tgt_type)?;
        for (key, found) in &self.lookup {
            if fits(act, kind, &key.to_string(), ":", self.minion_id.as_deref())? {
                return merged(found.clone(), self.merge, self.merge_lists);
            }
        }
        Ok(self.lookup.get(&self.default).cloned().unwrap_or_default())
    }
}

pub(super) fn merged(found: Value, merge: Value, merge_lists: bool) -> Result<Value, ModuleError> {
    match (found, merge) {
        (found, merge) if !merge.is_truthy() => Ok(found),
        (Value::Null, merge @ Value::Dict(_)) => Ok(merge),
        (Value::Dict(mut found), Value::Dict(merge)) => {
            found.update(merge, merge_lists);
            Ok(found.into())
        }
        (_, Value::Dict(_)) => {
            Err(ModuleError::failed("Cannot update using non-dict types in dictupdate.update()"))
        }
        _ => Err(ModuleError::failed("filter_by merge argument must be a dictionary.")),
    }
}

/// Returns the keys whose lists have an expression that fits this minion; null for none.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchBy {
    /// The table; its values are lists of target expressions.
    lookup: Dict,
    /// How the expressions are read.
    #[serde(default = "compound")]
    tgt_type: String,
    /// Another id than this minion's.
    #[serde(default)]
    minion_id: Option<Text>,
}

impl Function for SearchBy {
    const NAME: &'static str = "match.search_by";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let kind = kind(&self.tgt_type)?;
        let mut keys = Vec::new();
        for (key, expressions) in &self.lookup {
            for expression in expressions.as_list().unwrap_or_default() {
                if fits(act, kind, &expression.to_string(), ":", self.minion_id.as_deref())? {
                    keys.push(key.to_value());
                }
            }
        }
        Ok(if keys.is_empty() { Value::Null } else { keys.into() })
    }
}

pub(super) fn kind(name: &str) -> Result<TargetKind, ModuleError> {
    Ok(match name {
        "glob" => TargetKind::Glob,
        "pcre" => TargetKind::Pcre,
        "list" => TargetKind::List,
        "grain" => TargetKind::Grain,
        "grain_pcre" => TargetKind::GrainPcre,
        "pillar" => TargetKind::Pillar,
        "pillar_pcre" => TargetKind::PillarPcre,
        "ipcidr" => TargetKind::Ipcidr,
        "compound" => TargetKind::Compound,
        other => return Err(ModuleError::Usage(format!("`{other}` is no kind of target"))),
    })
}
