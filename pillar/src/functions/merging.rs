//! `slsutil.*` and `defaults.*`: dictionaries laid over each other.

use halite_common::{
    declare::{Arguments, bind},
    value::{Dict, Value},
};
use serde::Deserialize;

use super::{Answer, Function, PureFunctions, Refusal};
use crate::merge::Strategy;

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("defaults.deepcopy", deepcopy),
    ("defaults.merge", defaults_merge),
    ("slsutil.merge", merge),
    ("slsutil.merge_all", merge_all),
    ("slsutil.update", update),
];

fn smart() -> String {
    "smart".into()
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge {
    obj_a: Dict,
    obj_b: Dict,
    #[serde(default = "smart")]
    strategy: String,
    #[serde(default)]
    renderer: String,
    #[serde(default)]
    merge_lists: bool,
}

fn merge(_: &PureFunctions, arguments: Arguments) -> Answer {
    let Merge { obj_a, obj_b, strategy, renderer, merge_lists } = bind("slsutil.merge", arguments)?;
    Ok(Strategy::of(&strategy, &renderer).merge(obj_a, obj_b, merge_lists).into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeAll {
    lst: Vec<Dict>,
    #[serde(default = "smart")]
    strategy: String,
    #[serde(default)]
    renderer: String,
    #[serde(default)]
    merge_lists: bool,
}

fn merge_all(_: &PureFunctions, arguments: Arguments) -> Answer {
    let MergeAll { lst, strategy, renderer, merge_lists } = bind("slsutil.merge_all", arguments)?;
    let strategy = Strategy::of(&strategy, &renderer);
    Ok(lst.into_iter().fold(Dict::new(), |base, over| strategy.merge(base, over, merge_lists)).into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Update {
    dest: Dict,
    upd: Dict,
    #[serde(default = "yes")]
    recursive_update: bool,
    #[serde(default)]
    merge_lists: bool,
}

fn update(_: &PureFunctions, arguments: Arguments) -> Answer {
    let Update { mut dest, upd, recursive_update, merge_lists } = bind("slsutil.update", arguments)?;
    if recursive_update {
        dest.update(upd, merge_lists);
    } else {
        dest.extend(upd);
    }
    Ok(dest.into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultsMerge {
    dest: Option<Dict>,
    src: Option<Dict>,
    #[serde(default)]
    merge_lists: bool,
    #[serde(default = "yes")]
    in_place: bool,
    #[serde(default = "yes", rename = "convert_none")]
    _convert_none: bool,
}

fn defaults_merge(_: &PureFunctions, arguments: Arguments) -> Answer {
    let DefaultsMerge { dest, src, merge_lists, in_place, .. } = bind("defaults.merge", arguments)?;
    if dest.is_none() && in_place {
        return Err(Refusal::Failed("Can't perform in-place merge into NoneType".into()));
    }
    let mut dest = dest.unwrap_or_default();
    dest.update(src.unwrap_or_default(), merge_lists);
    Ok(dest.into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deepcopy {
    source: Value,
}

fn deepcopy(_: &PureFunctions, arguments: Arguments) -> Answer {
    let Deepcopy { source } = bind("defaults.deepcopy", arguments)?;
    Ok(source)
}
