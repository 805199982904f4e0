//! `grains.*`: the grains of the minion that the pillar is for.

use halite_common::{
    declare::{Arguments, bind},
    value::{Dict, Value, filter_by},
};
use serde::Deserialize;

use super::{Answer, Function, PureFunctions, Refusal};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("grains.fetch", get),
    ("grains.filter_by", filter),
    ("grains.get", get),
    ("grains.has_value", has_value),
    ("grains.item", item),
    ("grains.items", items),
    ("grains.ls", ls),
];

fn colon() -> String {
    ":".into()
}

fn empty() -> Value {
    Value::from("")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Get {
    key: String,
    #[serde(default = "empty")]
    default: Value,
    #[serde(default = "colon")]
    delimiter: String,
    #[serde(default, rename = "ordered")]
    _ordered: Value,
}

fn get(on: &PureFunctions, arguments: Arguments) -> Answer {
    let Get { key, default, delimiter, .. } = bind("grains.get", arguments)?;
    Ok(on.minion.grains.traverse(&key, &delimiter).cloned().unwrap_or(default))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HasValue {
    key: String,
}

fn has_value(on: &PureFunctions, arguments: Arguments) -> Answer {
    let HasValue { key } = bind("grains.has_value", arguments)?;
    Ok(on.minion.grains.traverse(&key, ":").is_some().into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    #[serde(rename = "*args")]
    names: Vec<String>,
    #[serde(default = "empty")]
    default: Value,
    #[serde(default = "colon")]
    delimiter: String,
}

fn item(on: &PureFunctions, arguments: Arguments) -> Answer {
    let Item { names, default, delimiter } = bind("grains.item", arguments)?;
    let found = |name: &str| on.minion.grains.traverse(name, &delimiter).unwrap_or(&default).clone();
    Ok(Value::Dict(names.iter().map(|name| (name.as_str(), found(name))).collect()))
}

fn items(on: &PureFunctions, _: Arguments) -> Answer {
    Ok(Value::Dict(on.minion.grains.as_ref().clone()))
}

fn ls(on: &PureFunctions, _: Arguments) -> Answer {
    let mut names: Vec<String> = on.minion.grains.keys().map(ToString::to_string).collect();
    names.sort();
    Ok(names.into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilterBy {
    lookup_dict: Dict,
    #[serde(default = "os_family")]
    grain: String,
    #[serde(default)]
    merge: Value,
    #[serde(default = "usual")]
    default: String,
    #[serde(default)]
    base: Option<String>,
}

fn os_family() -> String {
    "os_family".into()
}

fn usual() -> String {
    "default".into()
}

fn filter(on: &PureFunctions, arguments: Arguments) -> Answer {
    let FilterBy { lookup_dict, grain, merge, default, base } = bind("grains.filter_by", arguments)?;
    let value = on.minion.grains.traverse(&grain, ":");
    filter_by(&lookup_dict, value, merge, &default, base.as_deref())
        .map_err(|error| Refusal::Failed(error.to_string()))
}
