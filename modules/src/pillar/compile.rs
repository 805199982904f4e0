//! The functions that compile the pillar anew.

use std::sync::Arc;

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Facts, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{mask, memory};

/// Compiles the pillar and returns it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Items {
    /// Names of values to return; all if none is given.
    #[serde(rename = "*args")]
    args: Vec<Text>,
    /// Values that templates see and that go over the pillar.
    #[serde(default)]
    pillar: Option<Dict>,
    /// The renderer that `pillar` is to be decrypted by.
    #[serde(default)]
    pillar_enc: Option<String>,
    /// The environment to compile from; all if left out.
    #[serde(default)]
    pillarenv: Option<String>,
    /// The environment to compile from if `pillarenv_from_saltenv` is set.
    #[serde(default)]
    saltenv: Option<String>,
    /// Shows the values to the operator.
    #[serde(default)]
    unmask: Option<bool>,
}

/// Compiles the pillar and returns it; the same as `pillar.items`.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Data(Items);

/// Compiles the pillar and returns the names of its values.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Ls(Items);

/// Compiles the pillar and returns the type of each value in its place.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Obfuscate(Items);

impl Items {
    fn compile(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let facts = act.minion.as_facts();
        let environment = environment(facts, self.saltenv.as_deref(), self.pillarenv.as_deref());
        if self.pillar_enc.is_some() {
            return Err(ModuleError::Usage(
                "pillar values cannot be decrypted on the minion: leave out `pillar_enc`".into(),
            ));
        }
        let pillar = act.minion.compile_pillar(&self.pillar.unwrap_or_default(), environment.as_deref())?;
        if !self.args.is_empty() {
            let picked = memory::pick(&pillar, &self.args, &"".into(), ":");
            return Ok(mask::unless_asked(facts, self.unmask, Value::Dict(picked)));
        }
        Ok(mask::unless_configured(facts, self.unmask, Value::Dict(pillar)))
    }
}

/// The environment that the pillar is compiled from; `None` for all.
fn environment(facts: &dyn Facts, saltenv: Option<&str>, pillarenv: Option<&str>) -> Option<String> {
    if let Some(given) = pillarenv {
        return Some(given.to_owned());
    }
    let options = facts.options();
    if options.get("pillarenv_from_saltenv").is_some_and(Value::is_truthy) {
        return Some(saltenv.unwrap_or_else(|| facts.saltenv()).to_owned());
    }
    options.get("pillarenv").and_then(Value::as_str).map(str::to_owned)
}

/// The pillar in use, or one compiled for an environment that the caller names.
pub(super) fn chosen(
    act: &Act<'_>,
    saltenv: Option<&str>,
    pillarenv: Option<&str>,
) -> Result<Arc<Dict>, ModuleError> {
    if saltenv.is_none() && pillarenv.is_none() {
        return Ok(act.minion.pillar());
    }
    let wanted = environment(act.minion.as_facts(), saltenv, pillarenv);
    Ok(Arc::new(act.minion.compile_pillar(&Dict::new(), wanted.as_deref())?))
}

impl Function for Items {
    const NAME: &'static str = "pillar.items";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        self.compile(act)
    }
}

impl Function for Data {
    const NAME: &'static str = "pillar.data";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        self.0.compile(act)
    }
}

impl Function for Ls {
    const NAME: &'static str = "pillar.ls";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let pillar = self.0.compile(act)?.into_dict().unwrap_or_default();
        Ok(pillar.keys().map(|key| key.to_value()).collect())
    }
}

impl Function for Obfuscate {
    const NAME: &'static str = "pillar.obfuscate";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        self.0.compile(act).map(types)
    }
}

fn types(value: Value) -> Value {
    match value {
        Value::List(items) => items.into_iter().map(types).collect(),
        Value::Dict(dict) => Value::Dict(dict.into_iter().map(|(key, value)| (key, types(value))).collect()),
        leaf => format!("<{}>", leaf.type_name()).into(),
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    #[test]
    fn values_become_their_types() {
        let value = Value::from_json(r#"{"a": 1, "b": ["x", null, {"c": 1.5}]}"#).unwrap();
        assert_eq!(
            super::types(value).repr(),
            "{'a': '<int>', 'b': ['<str>', '<NoneType>', {'c': '<float>'}]}"
        );
    }
}
