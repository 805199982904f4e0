//! The options that pillar is compiled by.

use halite_common::value::{Dict, Value};
use halite_render::{Gpg, Renderers};

use crate::{decrypt::Decrypt, merge::Strategy};

pub(crate) struct Settings {
    /// `state_top`, without `salt://`.
    pub(crate) top: String,
    pub(crate) renderers: Renderers,
    pub(crate) strategy: Strategy,
    /// `pillar_merge_lists`.
    pub(crate) merge_lists: bool,
    /// `pillar_includes_override_sls`.
    pub(crate) includes_override: bool,
    /// `pillar_safe_render_error`: minions are not told what failed.
    pub(crate) safe_errors: bool,
    pub(crate) env_order: Vec<String>,
    pub(crate) nodegroups: Dict,
    /// `ext_pillar_first`: other sources are asked before the pillar tree, which then sees what they know.
    pub(crate) ext_first: bool,
    /// `exclude_ext_pillar`.
    pub(crate) excluded_sources: Vec<String>,
    pub(crate) decrypt: Decrypt,
    /// `pillar_opts`: the options are in every pillar as `master`.
    pub(crate) with_options: bool,
    pub(crate) pillarenv: Option<String>,
    pub(crate) pillarenv_from_saltenv: bool,
}

impl Settings {
    pub(crate) fn from_options(options: &Dict) -> Settings {
        let text = |name: &str| options.get(name).and_then(Value::as_str).filter(|t| !t.is_empty());
        let flag = |name: &str, usual| options.get(name).map_or(usual, Value::is_truthy);
        let top = text("state_top").unwrap_or("top.sls");
        let default = text("renderer").unwrap_or("jinja|yaml").to_owned();
        Settings {
            top: top.strip_prefix("salt://").unwrap_or(top).trim_start_matches('/').to_owned(),
            strategy: Strategy::of(text("pillar_source_merging_strategy").unwrap_or("smart"), &default),
            renderers: Renderers {
                default,
                whitelist: texts(options.get("renderer_whitelist")),
                blacklist: texts(options.get("renderer_blacklist")),
                gpg: Gpg::from_options(options),
            },
            merge_lists: flag("pillar_merge_lists", false),
            includes_override: flag("pillar_includes_override_sls", false),
            safe_errors: flag("pillar_safe_render_error", true),
            env_order: texts(options.get("env_order")),
            nodegroups: nodegroups(options.get("nodegroups")),
            ext_first: flag("ext_pillar_first", false),
            excluded_sources: texts(options.get("exclude_ext_pillar")),
            decrypt: Decrypt::from_options(options),
            with_options: flag("pillar_opts", false),
            pillarenv: text("pillarenv").map(str::to_owned),
            pillarenv_from_saltenv: flag("pillarenv_from_saltenv", false),
        }
    }
}

fn texts(option: Option<&Value>) -> Vec<String> {
    let items = option.and_then(Value::as_list).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A dictionary, or a list of dictionaries, as Salt takes both.
fn nodegroups(option: Option<&Value>) -> Dict {
    match option {
        Some(Value::Dict(groups)) => groups.clone(),
        Some(Value::List(parts)) => {
            parts.iter().filter_map(Value::as_dict).flatten().map(|(k, v)| (k.clone(), v.clone())).collect()
        }
        _ => Dict::new(),
    }
}
