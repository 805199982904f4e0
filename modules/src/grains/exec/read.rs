//! Functions that look grains up.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::grains::lookup;

pub(in crate::grains) fn colon() -> String {
    ":".into()
}

pub(in crate::grains) fn empty() -> Value {
    "".into()
}

fn yes() -> bool {
    true
}

/// Returns a grain.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Get {
    /// Name of the grain; `a:b` leads into nested data.
    key: Text,
    /// What to return where there is no such grain.
    #[serde(default = "empty")]
    default: Value,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
    /// Grains always keep their order; this changes nothing.
    #[serde(default = "yes", rename = "ordered")]
    _ordered: bool,
}

/// The same as `grains.get`, for templates that cannot say `get`.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(in crate::grains) struct Fetch(Get);

impl Function for Get {
    const NAME: &'static str = "grains.get";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(act.minion.grains().traverse(&self.key, &self.delimiter).cloned().unwrap_or(self.default))
    }
}

impl Function for Fetch {
    const NAME: &'static str = "grains.fetch";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        self.0.call(act)
    }
}

/// Tells whether there is such a grain.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct HasValue {
    /// Name of the grain; `a:b` leads into nested data.
    key: Text,
}

impl Function for HasValue {
    const NAME: &'static str = "grains.has_value";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(act.minion.grains().traverse(&self.key, ":").is_some())
    }
}

/// Tells whether a grain has a value; both are compared as text.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Equals {
    /// Name of the grain; `a:b` leads into nested data.
    key: Text,
    /// The value.
    value: Value,
}

impl Function for Equals {
    const NAME: &'static str = "grains.equals";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let found = act.minion.grains().traverse(&self.key, ":").map(ToString::to_string);
        Ok(found.unwrap_or_default() == self.value.to_string())
    }
}

/// Returns the names of all grains.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Ls {}

impl Function for Ls {
    const NAME: &'static str = "grains.ls";
    type Output = Vec<String>;
    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let mut names: Vec<String> = act.minion.grains().keys().map(ToString::to_string).collect();
        names.sort();
        Ok(names)
    }
}

/// Looks a grain up in a table and returns what stands there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct FilterBy {
    /// The table; its keys are patterns.
    lookup_dict: Dict,
    /// Name of the grain.
    #[serde(default = "os_family")]
    grain: Text,
    /// A dictionary to merge over what was found.
    #[serde(default)]
    merge: Value,
    /// The key to take where none fits.
    #[serde(default = "default_key")]
    default: Text,
    /// A key of the table whose dictionary is merged below what was found.
    #[serde(default)]
    base: Option<Text>,
}

fn os_family() -> Text {
    "os_family".into()
}

fn default_key() -> Text {
    "default".into()
}

impl Function for FilterBy {
    const NAME: &'static str = "grains.filter_by";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let grains = act.minion.grains();
        let found = grains.traverse(&self.grain, ":");
        lookup::filter_by(&self.lookup_dict, found, self.merge, &self.default, self.base.as_deref())
    }
}
