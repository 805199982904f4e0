//! One function for each kind of expression.

use halite_common::{declare::Text, job::TargetKind};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::fits;

fn colon() -> String {
    ":".into()
}

/// Tells whether the minion's data store has a value: never, as no minion keeps such a store.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    /// Name of the value and pattern.
    #[serde(rename = "tgt")]
    _tgt: Text,
}

impl Function for Data {
    const NAME: &'static str = "match.data";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(false)
    }
}

/// Tells whether a shell pattern fits the minion's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Glob {
    /// The pattern.
    tgt: Text,
    /// Another id than this minion's.
    #[serde(default)]
    minion_id: Option<Text>,
}

impl Function for Glob {
    const NAME: &'static str = "match.glob";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        fits(act, TargetKind::Glob, &self.tgt, ":", self.minion_id.as_deref())
    }
}

/// Tells whether a regular expression fits the start of the minion's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Pcre {
    /// The expression.
    tgt: Text,
    /// Another id than this minion's.
    #[serde(default)]
    minion_id: Option<Text>,
}

impl Function for Pcre {
    const NAME: &'static str = "match.pcre";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        fits(act, TargetKind::Pcre, &self.tgt, ":", self.minion_id.as_deref())
    }
}

/// Tells whether the minion's id is in a list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    /// Ids, with commas between.
    tgt: Text,
    /// Another id than this minion's.
    #[serde(default)]
    minion_id: Option<Text>,
}

impl Function for List {
    const NAME: &'static str = "match.list";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        fits(act, TargetKind::List, &self.tgt, ":", self.minion_id.as_deref())
    }
}

/// Tells whether an address or a network is one of the minion's.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ipcidr {
    /// The address or the network.
    tgt: Text,
}

impl Function for Ipcidr {
    const NAME: &'static str = "match.ipcidr";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        fits(act, TargetKind::Ipcidr, &self.tgt, ":", None)
    }
}

/// Tells whether a compound expression fits.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Compound {
    /// Words joined by `and`, `or`, `not` and parentheses.
    tgt: Text,
    /// Another id than this minion's.
    #[serde(default)]
    minion_id: Option<Text>,
}

impl Function for Compound {
    const NAME: &'static str = "match.compound";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        fits(act, TargetKind::Compound, &self.tgt, ":", self.minion_id.as_deref())
    }
}

/// Tells whether a grain fits a shell pattern.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Grain {
    /// Name of the grain and pattern, as in `os:Debian`.
    tgt: Text,
    /// What separates the steps of the name, and name and pattern.
    #[serde(default = "colon")]
    delimiter: String,
    /// Another id than this minion's.
    #[serde(default)]
    minion_id: Option<Text>,
}

impl Function for Grain {
    const NAME: &'static str = "match.grain";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        fits(act, TargetKind::Grain, &self.tgt, &self.delimiter, self.minion_id.as_deref())
    }
}

/// Tells whether a grain fits a regular expression.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GrainPcre {
    /// Name of the grain and expression.
    tgt: Text,
    /// What separates the steps of the name, and name and expression.
    #[serde(default = "colon")]
    delimiter: String,
    /// Another id than this minion's.
    #[serde(default)]
    minion_id: Option<Text>,
}

impl Function for GrainPcre {
    const NAME: &'static str = "match.grain_pcre";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        fits(act, TargetKind::GrainPcre, &self.tgt, &self.delimiter, self.minion_id.as_deref())
    }
}

/// Tells whether a pillar value fits a shell pattern.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Pillar {
    /// Name of the value and pattern, as in `role:web`.
    tgt: Text,
    /// What separates the steps of the name, and name and pattern.
    #[serde(default = "colon")]
    delimiter: String,
    /// Another id than this minion's.
    #[serde(default)]
    minion_id: Option<Text>,
}

impl Function for Pillar {
    const NAME: &'static str = "match.pillar";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        fits(act, TargetKind::Pillar, &self.tgt, &self.delimiter, self.minion_id.as_deref())
    }
}

/// Tells whether a pillar value fits a regular expression.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PillarPcre {
    /// Name of the value and expression.
    tgt: Text,
    /// What separates the steps of the name, and name and expression.
    #[serde(default = "colon")]
    delimiter: String,
    /// Another id than this minion's.
    #[serde(default)]
    minion_id: Option<Text>,
}

impl Function for PillarPcre {
    const NAME: &'static str = "match.pillar_pcre";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        fits(act, TargetKind::PillarPcre, &self.tgt, &self.delimiter, self.minion_id.as_deref())
    }
}
