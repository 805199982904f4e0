//! The configuration that compiling and running look at, with Salt's names and defaults.

use halite_common::value::{Dict, Value};

/// How top files of several environments become one (`top_file_merging_strategy`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Merging {
    /// `base` first; other environments' files only for their own section.
    #[default]
    Merge,
    /// Each environment only from its own file, or from `default_top`'s.
    Same,
    /// All sections of all files.
    MergeAll,
}

/// Options of the engine.
#[derive(Clone, Debug)]
pub struct Options {
    /// `saltenv`: the one environment to use, if one is chosen.
    pub saltenv: Option<String>,
    /// `state_top`: the top file's path, without `salt://`.
    pub state_top: String,
    /// `state_top_saltenv`: the one environment whose top file counts.
    pub state_top_saltenv: Option<String>,
    /// `top_file_merging_strategy`.
    pub merging: Merging,
    /// `default_top`.
    pub default_top: String,
    /// `env_order`.
    pub env_order: Vec<String>,
    /// `nodegroups`.
    pub nodegroups: Dict,
    /// `state_auto_order`.
    pub auto_order: bool,
    /// `state_aggregate`: `True`, `False`, or a list of state modules.
    pub aggregate: Value,
    /// `disabled_requisites`.
    pub disabled_requisites: Vec<String>,
    /// `failhard`.
    pub failhard: bool,
    /// `state_max_parallel`; 0 is no limit.
    pub max_parallel: usize,
    /// `state_events`.
    pub events: bool,
    /// `global_state_conditions`.
    pub conditions: Dict,
    /// `state_strict`: an unknown argument is a failure instead of a warning.
    pub strict: bool,
    /// `lock_saltenv`.
    pub lock_saltenv: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options::from_config(&Dict::new())
    }
}

impl Options {
    /// Reads them off a minion's configuration.
    pub fn from_config(config: &Dict) -> Options {
        let flag = |name: &str| config.get(name).is_some_and(Value::is_truthy);
        let name = |name: &str| config.get(name).filter(|value| value.is_truthy()).map(ToString::to_string);
        let dict = |name: &str| config.get(name).and_then(Value::as_dict).cloned().unwrap_or_default();
        let state_top = name("state_top").unwrap_or_else(|| "top.sls".into());
        Options {
            saltenv: name("saltenv"),
            state_top: state_top.trim_start_matches("salt://").trim_start_matches('/').to_owned(),
            state_top_saltenv: name("state_top_saltenv"),
            merging: match name("top_file_merging_strategy").as_deref() {
                Some("same") => Merging::Same,
                Some("merge_all") => Merging::MergeAll,
                _ => Merging::Merge,
            },
            default_top: name("default_top").unwrap_or_else(|| "base".into()),
            env_order: names(config.get("env_order")),
            nodegroups: dict("nodegroups"),
            auto_order: config.get("state_auto_order").is_none_or(Value::is_truthy),
            aggregate: config.get("state_aggregate").cloned().unwrap_or(Value::Bool(false)),
            disabled_requisites: names(config.get("disabled_requisites")),
            failhard: flag("failhard"),
            max_parallel: config
                .get("state_max_parallel")
                .and_then(Value::as_int)
                .and_then(|limit| usize::try_from(limit).ok())
                .unwrap_or(0),
            events: flag("state_events"),
            conditions: dict("global_state_conditions"),
            strict: flag("state_strict"),
            lock_saltenv: flag("lock_saltenv"),
        }
    }
}

/// A name or a list of names.
pub(crate) fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::List(items)) => items.iter().map(ToString::to_string).collect(),
        Some(one) => vec![one.to_string()],
    }
}
