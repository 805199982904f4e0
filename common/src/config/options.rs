//! The options there are: Salt's names, types and defaults, and ours beside them.

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::Role;
use crate::{
    failure::{Failure, Kind, nearest},
    value::{Dict, Value},
};

/// One option.
#[derive(Debug, Deserialize)]
pub(super) struct Declared {
    /// Type names, separated by `|`: `bool number text list dict null any`.
    #[serde(rename = "type")]
    types: String,
    /// Whether any part of the program looks at it.
    #[serde(default)]
    used: bool,
    #[serde(default)]
    master: Option<serde_json::Value>,
    #[serde(default)]
    minion: Option<serde_json::Value>,
}

static OPTIONS: LazyLock<IndexMap<String, Declared>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("options.json")).expect("the table of options is well-formed JSON")
});

/// The defaults of a program.
pub(super) fn defaults(role: Role) -> Dict {
    let of = |option: &'static Declared| match role {
        Role::Master => option.master.as_ref(),
        Role::Minion => option.minion.as_ref(),
    };
    let members = OPTIONS.iter().filter_map(|(name, option)| Some((name.as_str(), of(option)?.clone())));
    members.map(|(name, value)| (name, Value::from(value))).collect()
}

/// Tells whether an option is Salt's and changes nothing here.
pub(super) fn is_without_effect(name: &str) -> bool {
    OPTIONS.get(name).is_some_and(|option| !option.used)
}

/// Checks that an option exists and that the value is of its type.
pub(super) fn check(name: &str, value: &Value) -> Result<(), Failure> {
    let Some(option) = OPTIONS.get(name) else { return Err(unknown(name)) };
    let given = match value {
        Value::Null => return Ok(()),
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::Float(_) => "number",
        Value::Str(_) | Value::Bytes(_) => "text",
        Value::List(_) => "list",
        Value::Dict(_) => "dict",
    };
    let fits = option.types.split('|').any(|t| {
        t == "any" || t == given || matches!((t, given), ("text", "number" | "bool") | ("number", "bool"))
    });
    if fits {
        return Ok(());
    }
    let wanted = option.types.replace('|', " or ");
    Err(Failure::new(Kind::Config, format!("option `{name}` wants {wanted}, not {given} {}", value.repr())))
}

fn unknown(name: &str) -> Failure {
    let failure = Failure::new(Kind::Config, format!("there is no option `{name}`"));
    match nearest(name, OPTIONS.keys().map(String::as_str)) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint(
            "data of your own for `config.get` is welcome: name it in `extra_options: [...]`, or use `grains:` or pillar",
        ),
    }
}
