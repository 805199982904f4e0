//! Functions that change the static grains.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::read::{colon, empty};
use crate::grains::{
    file,
    set::{Decision, Leave, decide},
};

fn yes() -> bool {
    true
}

/// Sets grains in the file of static grains.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Setvals {
    /// The grains and their values.
    grains: Value,
    /// Removes grains whose value is null.
    #[serde(default)]
    destructive: bool,
    /// The pillar is always compiled with the new grains; this changes nothing.
    #[serde(default = "yes", rename = "refresh_pillar")]
    _refresh_pillar: bool,
}

impl Function for Setvals {
    const NAME: &'static str = "grains.setvals";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let grains = self.grains.into_dict();
        let grains = grains.ok_or_else(|| ModuleError::failed("setvals grains must be a dictionary."))?;
        file::set(act, &grains, self.destructive)?;
        Ok(grains)
    }
}

/// Sets a grain in the file of static grains.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Setval {
    /// Name of the grain, at the top level.
    key: Text,
    /// Its value.
    val: Value,
    /// Removes the grain if the value is null.
    #[serde(default)]
    destructive: bool,
    /// The pillar is always compiled with the new grains; this changes nothing.
    #[serde(default = "yes", rename = "refresh_pillar")]
    _refresh_pillar: bool,
}

impl Function for Setval {
    const NAME: &'static str = "grains.setval";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        setval(act, &self.key, self.val, self.destructive)
    }
}

pub(in crate::grains) fn setval(
    act: &Act<'_>,
    key: &str,
    value: Value,
    destructive: bool,
) -> Result<Dict, ModuleError> {
    let grains = Dict::from([(key, value)]);
    file::set(act, &grains, destructive)?;
    Ok(grains)
}

/// Sets a grain that may be nested. Overwrites no list and no dictionary unless told to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Set {
    /// Name of the grain; `a:b` leads into nested data.
    key: Text,
    /// Its value.
    #[serde(default = "empty")]
    val: Value,
    /// Overwrites lists, dictionaries and what stands in the way.
    #[serde(default)]
    force: bool,
    /// Removes the grain if the value is null.
    #[serde(default)]
    destructive: bool,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
}

impl Function for Set {
    const NAME: &'static str = "grains.set";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let leave = Leave { force: self.force, destructive: self.destructive };
        set(act, &self.key, &self.val, leave, &self.delimiter).map(Changed::into_dict)
    }
}

/// What came of `grains.set`.
pub(in crate::grains) struct Changed {
    /// Whether the grain has the value now.
    pub(in crate::grains) result: bool,
    /// The top-level grain that was written.
    pub(in crate::grains) changes: Dict,
    /// What to tell.
    pub(in crate::grains) comment: String,
}

impl Changed {
    fn into_dict(self) -> Dict {
        Dict::from([
            ("comment", Value::from(self.comment)),
            ("changes", self.changes.into()),
            ("result", self.result.into()),
        ])
    }
}

pub(in crate::grains) fn set(
    act: &Act<'_>,
    key: &str,
    value: &Value,
    leave: Leave,
    delimiter: &str,
) -> Result<Changed, ModuleError> {
    let (result, changes, comment) = match decide(&act.minion.grains(), key, value, leave, delimiter) {
        Decision::InPlace => (true, Dict::new(), "Grain is already set".into()),
        Decision::Refused(why) => (false, Dict::new(), why),
        Decision::Set(key, value) => (true, setval(act, &key, value, leave.destructive)?, String::new()),
    };
    Ok(Changed { result, changes, comment })
}

/// Sets a grain to null, or removes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Delval {
    /// Name of the grain; `a:b` leads into nested data.
    key: Text,
    /// Removes the grain.
    #[serde(default)]
    destructive: bool,
    /// Overwrites lists and dictionaries too.
    #[serde(default)]
    force: bool,
}

impl Function for Delval {
    const NAME: &'static str = "grains.delval";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let leave = Leave { force: self.force, destructive: self.destructive };
        set(act, &self.key, &Value::Null, leave, ":").map(Changed::into_dict)
    }
}

/// Removes a grain.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Delkey {
    /// Name of the grain; `a:b` leads into nested data.
    key: Text,
    /// Removes lists and dictionaries too.
    #[serde(default)]
    force: bool,
}

impl Function for Delkey {
    const NAME: &'static str = "grains.delkey";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let leave = Leave { force: self.force, destructive: true };
        set(act, &self.key, &Value::Null, leave, ":").map(Changed::into_dict)
    }
}

/// Adds a value to a grain that is a list; makes the grain if it is not there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Append {
    /// Name of the grain; `a:b` leads into nested data.
    key: Text,
    /// The value, or a list of them.
    val: Value,
    /// Makes a list of a grain that is none.
    #[serde(default)]
    convert: bool,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
}

impl Function for Append {
    const NAME: &'static str = "grains.append";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        append(act, &self.key, self.val, self.convert, &self.delimiter)
    }
}

/// Gives the grain that was written, or says why none was.
pub(in crate::grains) fn append(
    act: &Act<'_>,
    key: &str,
    value: Value,
    convert: bool,
    delimiter: &str,
) -> Result<Value, ModuleError> {
    let grains = act.minion.grains();
    let mut items = match grains.traverse(key, delimiter).cloned() {
        None => Vec::new(),
        Some(Value::List(items)) => items,
        Some(Value::Null) if convert => Vec::new(),
        Some(one) if convert => vec![one],
        Some(_) => return Ok(format!("The key {key} is not a valid list").into()),
    };
    if items.contains(&value) {
        return Ok(format!("The val {value} was already in the list {key}").into());
    }
    match value {
        Value::List(more) => items.extend(more),
        one => items.push(one),
    }
    write_list(act, &grains, key, items, delimiter)
}

/// Removes a value from a grain that is a list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Remove {
    /// Name of the grain; `a:b` leads into nested data.
    key: Text,
    /// The value.
    val: Value,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
}

impl Function for Remove {
    const NAME: &'static str = "grains.remove";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        remove(act, &self.key, &self.val, &self.delimiter)
    }
}

/// Gives the grain that was written, or says why none was.
pub(in crate::grains) fn remove(
    act: &Act<'_>,
    key: &str,
    value: &Value,
    delimiter: &str,
) -> Result<Value, ModuleError> {
    let grains = act.minion.grains();
    let Value::List(mut items) = grains.traverse(key, delimiter).cloned().unwrap_or(Value::List(Vec::new()))
    else {
        return Ok(format!("The key {key} is not a valid list").into());
    };
    let Some(position) = items.iter().position(|item| item == value) else {
        return Ok(format!("The val {value} was not in the list {key}").into());
    };
    items.remove(position);
    write_list(act, &grains, key, items, delimiter)
}

fn write_list(
    act: &Act<'_>,
    grains: &Dict,
    key: &str,
    items: Vec<Value>,
    delimiter: &str,
) -> Result<Value, ModuleError> {
    let force = Leave { force: true, destructive: false };
    Ok(match decide(grains, key, &Value::List(items), force, delimiter) {
        Decision::Set(key, value) => setval(act, &key, value, false)?.into(),
        Decision::Refused(why) => why.into(),
        Decision::InPlace => Dict::new().into(),
    })
}
