//! `slsutil.merge`, `slsutil.merge_all`, `slsutil.update`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

fn smart() -> Text {
    "smart".into()
}

fn in_yaml() -> Text {
    "yaml".into()
}

fn yes() -> bool {
    true
}

/// Merges one value over another.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merge {
    /// What is merged over.
    obj_a: Value,
    /// What wins.
    obj_b: Value,
    /// `smart`, `recurse`, `overwrite`, `list`, `aggregate` or `none`.
    #[serde(default = "smart")]
    strategy: Text,
    /// The renderer that `smart` goes by.
    #[serde(default = "in_yaml")]
    renderer: Text,
    /// Joins lists instead of replacing them.
    #[serde(default)]
    merge_lists: bool,
}

impl Function for Merge {
    const NAME: &'static str = "slsutil.merge";
    type Output = Value;

    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        merge(self.obj_a, self.obj_b, &self.strategy, &self.renderer, self.merge_lists)
    }
}

/// Merges a list of values, later ones over earlier ones.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeAll {
    /// The values.
    lst: Vec<Value>,
    /// `smart`, `recurse`, `overwrite`, `list`, `aggregate` or `none`.
    #[serde(default = "smart")]
    strategy: Text,
    /// The renderer that `smart` goes by.
    #[serde(default = "in_yaml")]
    renderer: Text,
    /// Joins lists instead of replacing them.
    #[serde(default)]
    merge_lists: bool,
}

impl Function for MergeAll {
    const NAME: &'static str = "slsutil.merge_all";
    type Output = Value;

    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        self.lst.into_iter().try_fold(Value::Dict(Dict::new()), |merged, next| {
            merge(merged, next, &self.strategy, &self.renderer, self.merge_lists)
        })
    }
}

/// Merges one dictionary over another.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Update {
    /// What is merged over.
    dest: Value,
    /// What wins.
    upd: Value,
    /// Merges dictionaries within dictionaries.
    #[serde(default = "yes")]
    recursive_update: bool,
    /// Joins lists instead of replacing them.
    #[serde(default)]
    merge_lists: bool,
}

impl Function for Update {
    const NAME: &'static str = "slsutil.update";
    type Output = Value;

    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        let (mut dest, upd) = (dict(self.dest)?, dict(self.upd)?);
        match self.recursive_update {
            true => dest.update(upd, self.merge_lists),
            false => dest.extend(upd),
        }
        Ok(dest.into())
    }
}

fn dict(value: Value) -> Result<Dict, ModuleError> {
    let kind = value.type_name();
    value.into_dict().ok_or_else(|| {
        ModuleError::failed(format!("Cannot update using non-dict types in dictupdate.update(), got {kind}"))
    })
}

fn merge(
    one: Value,
    other: Value,
    strategy: &str,
    renderer: &str,
    lists: bool,
) -> Result<Value, ModuleError> {
    let last = renderer.rsplit('|').next().unwrap_or_default();
    let strategy = match strategy {
        "smart" if last == "yamlex" || last.starts_with("yamlex_") => "aggregate",
        "smart" => "recurse",
        other => other,
    };
    match strategy {
        "recurse" => {
            let mut merged = dict(one)?;
            merged.update(dict(other)?, lists);
            Ok(merged.into())
        }
        "overwrite" => {
            let mut merged = dict(one)?;
            merged.extend(dict(other)?);
            Ok(merged.into())
        }
        "aggregate" => {
            let mut merged = dict(one)?;
            merged.update(dict(other)?, true);
            Ok(merged.into())
        }
        "list" => {
            let mut merged = dict(one)?;
            for (key, new) in dict(other)? {
                let both = match merged.get_key(&key).cloned() {
                    Some(old) => Value::List(vec![old, new]),
                    None => new,
                };
                merged.insert(key, both);
            }
            Ok(merged.into())
        }
        "none" => {
            let mut merged = dict(one)?;
            for (key, new) in dict(other)? {
                merged.entry_or_insert_with(key, || new);
            }
            Ok(merged.into())
        }
        unknown => Err(ModuleError::failed(format!("Unknown merging strategy '{unknown}'"))),
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::merge;

    #[test]
    fn strategies() {
        let check = |strategy: &str, lists: bool, expected: &str| {
            let one = Value::from_json(r#"{"a": {"x": 1}, "l": [1]}"#).unwrap();
            let other = Value::from_json(r#"{"a": {"y": 2}, "l": [2]}"#).unwrap();
            let merged = merge(one, other, strategy, "yaml", lists).unwrap();
            assert_eq!(merged, Value::from_json(expected).unwrap(), "{strategy}");
        };
        check("smart", false, r#"{"a": {"x": 1, "y": 2}, "l": [2]}"#);
        check("recurse", true, r#"{"a": {"x": 1, "y": 2}, "l": [1, 2]}"#);
        check("overwrite", false, r#"{"a": {"y": 2}, "l": [2]}"#);
        check("list", false, r#"{"a": [{"x": 1}, {"y": 2}], "l": [[1], [2]]}"#);
        check("none", false, r#"{"a": {"x": 1}, "l": [1]}"#);
        assert!(merge(Value::Null, Value::Null, "recurse", "yaml", false).is_err());
    }
}
