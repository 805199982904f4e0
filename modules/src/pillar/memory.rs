//! The functions that look at the pillar in use.

use std::path::Path;

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{compile, get::colon, mask};
use crate::grains::lookup;

/// Returns values of the pillar by name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    /// Names of the values; `a:b` leads into nested data.
    #[serde(rename = "*args")]
    args: Vec<Text>,
    /// What to return for those that are not there.
    #[serde(default)]
    default: Option<Value>,
    /// What separates the steps of a name.
    #[serde(default)]
    delimiter: Option<String>,
    /// Compiles the pillar anew from this environment.
    #[serde(default)]
    pillarenv: Option<String>,
    /// Compiles the pillar anew, from this environment if `pillarenv_from_saltenv` is set.
    #[serde(default)]
    saltenv: Option<String>,
    /// Shows the values to the operator.
    #[serde(default)]
    unmask: Option<bool>,
}

impl Function for Item {
    const NAME: &'static str = "pillar.item";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let facts = act.minion.as_facts();
        let pillar = compile::chosen(act, self.saltenv.as_deref(), self.pillarenv.as_deref())?;
        let default = self.default.unwrap_or_else(|| "".into());
        let picked = pick(&pillar, &self.args, &default, self.delimiter.as_deref().unwrap_or(":"));
        Ok(mask::unless_asked(facts, self.unmask, Value::Dict(picked)))
    }
}

/// The values at some paths, by path.
pub(super) fn pick(data: &Dict, paths: &[Text], default: &Value, delimiter: &str) -> Dict {
    let find = |path: &Text| data.traverse(path, delimiter).unwrap_or(default).clone();
    paths.iter().map(|path| (path.0.clone(), find(path))).collect()
}

/// Returns the pillar in use, as it is in memory.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    /// Name of one value at the top level; all if left out.
    #[serde(default)]
    key: Option<Text>,
    /// Shows the values; `False` hides them.
    #[serde(default)]
    unmask: Option<bool>,
}

impl Function for Raw {
    const NAME: &'static str = "pillar.raw";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let facts = act.minion.as_facts();
        let pillar = facts.pillar();
        let value = match &self.key {
            Some(key) => pillar.get(key).cloned().unwrap_or_else(|| Dict::new().into()),
            None => pillar.as_ref().clone().into(),
        };
        Ok(mask::unless_asked(facts, Some(self.unmask.unwrap_or(true)), value))
    }
}

/// Returns the names of the values in a dictionary of the pillar.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    /// Name of the dictionary; `a:b` leads into nested data.
    key: Text,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
    /// Names are never hidden; this changes nothing.
    #[serde(default, rename = "unmask")]
    _unmask: Option<bool>,
}

impl Function for Keys {
    const NAME: &'static str = "pillar.keys";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let pillar = act.minion.pillar();
        let Some(found) = pillar.traverse(&self.key, &self.delimiter) else {
            return Err(ModuleError::Failed(format!("Pillar key not found: {}", self.key)));
        };
        match found.as_dict() {
            Some(dict) => Ok(dict.keys().map(|key| key.to_value()).collect()),
            None => Err(ModuleError::Failed(format!("Pillar value in key {} is not a dict", self.key))),
        }
    }
}

/// Tells whether a file is in the pillar's folders. For masters and minions without one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FileExists {
    /// Path within the folders.
    path: String,
    /// Looks in this environment only.
    #[serde(default)]
    saltenv: Option<String>,
}

impl Function for FileExists {
    const NAME: &'static str = "pillar.file_exists";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let options = act.minion.options();
        let roots = options.get("pillar_roots").and_then(Value::as_dict).filter(|roots| !roots.is_empty());
        let roots = roots.ok_or_else(|| {
            ModuleError::failed("No pillar_roots found. Are you running this on the master?")
        })?;
        let wanted = |environment: &str| self.saltenv.as_deref().is_none_or(|only| only == environment);
        let folders = roots.iter().filter(|(environment, _)| environment.as_str().is_some_and(wanted));
        let mut folders = folders.flat_map(|(_, folders)| folders.as_list().unwrap_or_default());
        Ok(folders.any(|folder| act.host.is_file(&Path::new(&folder.to_string()).join(&self.path))))
    }
}

/// Looks a pillar value up in a table and returns what stands there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FilterBy {
    /// The table; its keys are patterns.
    lookup_dict: Dict,
    /// Name of the pillar value.
    pillar: Text,
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

fn default_key() -> Text {
    "default".into()
}

impl Function for FilterBy {
    const NAME: &'static str = "pillar.filter_by";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let pillar = act.minion.pillar();
        let found = pillar.traverse(&self.pillar, ":");
        lookup::filter_by(&self.lookup_dict, found, self.merge, &self.default, self.base.as_deref())
    }
}
