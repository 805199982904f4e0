//! `config.*`, `pillar.*` and `opts`: what the master's configuration says. The pillar is empty while it is compiled.

use halite_common::{
    declare::{Arguments, bind},
    value::Value,
};
use serde::Deserialize;

use super::{Answer, Function, PureFunctions};

pub(super) const FUNCTIONS: &[(&str, Function)] =
    &[("config.get", get), ("config.option", get), ("pillar.get", pillar_get)];

fn colon() -> String {
    ":".into()
}

fn empty() -> Value {
    Value::from("")
}

#[derive(Deserialize)]
struct Get {
    key: String,
    #[serde(default = "empty")]
    default: Value,
    #[serde(default = "colon")]
    delimiter: String,
    #[serde(default)]
    omit_opts: bool,
    #[serde(default)]
    omit_grains: bool,
}

/// The configuration first, then grains, as for a minion.
fn get(on: &PureFunctions, arguments: Arguments) -> Answer {
    let Get { key, default, delimiter, omit_opts, omit_grains } = bind("config.get", arguments)?;
    let places = [(omit_opts, &on.options), (omit_grains, &on.minion.grains)];
    let found = places.iter().filter(|(omit, _)| !omit).find_map(|(_, data)| data.traverse(&key, &delimiter));
    Ok(found.cloned().unwrap_or(default))
}

#[derive(Deserialize)]
pub(super) struct PillarGet {
    pub(super) key: String,
    #[serde(default = "empty")]
    pub(super) default: Value,
    #[serde(default = "colon")]
    pub(super) delimiter: String,
}

fn pillar_get(_: &PureFunctions, arguments: Arguments) -> Answer {
    let PillarGet { default, .. } = bind("pillar.get", arguments)?;
    Ok(default)
}
