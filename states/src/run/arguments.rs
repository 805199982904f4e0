//! Which of a chunk's keys are arguments of its function, and which are the engine's own.

use halite_common::{
    declare::EXTRA,
    failure::nearest,
    value::{Dict, Value},
};

use crate::{
    declare::{Chunk, StateEntry},
    high::REQUISITES,
    low::Low,
};

/// Keys that the engine acts on, beside the requisites. A function that declares one of them gets it all the same.
const GLOBAL: [&str; 38] = [
    "aggregate",
    "beacon",
    "check_cmd",
    "cmd_opts_exclude",
    "creates",
    "failhard",
    "fire_event",
    "fun",
    "listen_in",
    "name",
    "name_order",
    "names",
    "no_log",
    "onchanges_any_in",
    "onchanges_in",
    "onfail_all_in",
    "onfail_in",
    "onlyif",
    "order",
    "parallel",
    "prereq_in",
    "provider",
    "providers",
    "reload_grains",
    "reload_modules",
    "reload_pillar",
    "force_reload_modules",
    "require_in",
    "retry",
    "runas",
    "runas_password",
    "saltenv",
    "state",
    "test",
    "unless",
    "use",
    "use_in",
    "watch_in",
];

/// A chunk's arguments, sorted.
pub(crate) struct Sorted {
    /// For the function.
    pub(crate) arguments: Dict,
    /// Keys that neither the function nor the engine knows.
    pub(crate) unknown: Vec<String>,
}

/// Sorts a chunk's keys for the function it calls.
pub(crate) fn sort(low: &Low, entry: &StateEntry) -> Sorted {
    let fields = (entry.fields)();
    let takes_any = fields.is_empty() || fields.contains(&EXTRA);
    let mut sorted = Sorted { arguments: Dict::new(), unknown: Vec::new() };
    for (key, value) in low.data().iter() {
        let name = key.to_string();
        if is_argument(&name, fields) || (takes_any && !is_engine(&name)) {
            sorted.arguments.insert(key.clone(), value.clone());
        } else if !is_engine(&name) {
            sorted.unknown.push(name);
        }
    }
    if takes_any && !sorted.arguments.contains("name") {
        sorted.arguments.insert("name", low.get("name").cloned().unwrap_or_default());
    }
    sorted
}

fn is_argument(name: &str, fields: &[&str]) -> bool {
    fields.contains(&name)
}

pub(crate) fn is_engine(name: &str) -> bool {
    name.starts_with("__")
        || name == "sfun"
        || name == "umask"
        || GLOBAL.contains(&name)
        || REQUISITES.contains(&name)
}

/// What is told of an unknown argument.
pub(super) fn unknown(name: &str, full: &str, entry: &StateEntry) -> String {
    let hint = near(name, entry).map(|near| format!("; did you mean '{near}'?")).unwrap_or_default();
    format!("'{name}' is an invalid keyword argument for '{full}'{hint}")
}

/// The argument of the function, or of the engine, that has the nearest name.
pub(crate) fn near(name: &str, entry: &StateEntry) -> Option<&'static str> {
    let known = (entry.fields)().iter().copied();
    nearest(name, known.chain(GLOBAL).chain(REQUISITES).filter(|field| !field.starts_with('*')))
}

/// The chunk as modules see it.
pub(crate) fn chunk(low: &Low) -> Chunk {
    let function = low.get("sfun").and_then(Value::as_str).unwrap_or(low.fun());
    let saltenv = low.get("saltenv").filter(|env| env.is_truthy()).map(ToString::to_string);
    let or_base = || Some(low.text("__env__")).filter(|env| !env.is_empty()).unwrap_or("base").to_owned();
    let is_hidden = |key: &str| {
        (key.starts_with("__") && key != "__reqs__")
            || REQUISITES.contains(&key)
            || ["state", "fun"].contains(&key)
    };
    Chunk {
        state: low.state().to_owned(),
        fun: function.to_owned(),
        id: low.id().to_owned(),
        name: low.name().to_owned(),
        sls: low.sls().to_owned(),
        saltenv: saltenv.unwrap_or_else(or_base),
        arguments: low
            .data()
            .iter()
            .filter(|(key, _)| !is_hidden(&key.to_string()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        required: Vec::new(),
    }
}
