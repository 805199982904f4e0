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
    /// The words it may be; empty where every text will do.
    #[serde(default)]
    one_of: Vec<String>,
    /// The least number it may be.
    #[serde(default)]
    at_least: Option<f64>,
    /// The greatest number it may be.
    #[serde(default)]
    at_most: Option<f64>,
    /// Whether any part of the program looks at it.
    #[serde(default)]
    used: bool,
    #[serde(default)]
    master: Option<serde_json::Value>,
    #[serde(default)]
    minion: Option<serde_json::Value>,
}

impl Declared {
    fn takes(&self, given: &str) -> bool {
        self.types.split('|').any(|t| {
            t == "any" || t == given || matches!((t, given), ("text", "number" | "bool") | ("number", "bool"))
        })
    }

    /// What a value of the right type should have been, where it is none of the values this option may have.
    fn out_of_range(&self, value: &Value) -> Option<String> {
        if value.is_null() {
            return None;
        }
        let text = value.to_string();
        if !self.one_of.is_empty() && !self.one_of.contains(&text.to_lowercase()) {
            return Some(format!("one of {}", self.one_of.join(", ")));
        }
        let fits = |number: f64| {
            self.at_least.is_none_or(|least| number >= least)
                && self.at_most.is_none_or(|most| number <= most)
        };
        let is_bounded = self.at_least.is_some() || self.at_most.is_some();
        if !is_bounded || text.parse().is_ok_and(fits) || value.as_float().is_some_and(fits) {
            return None;
        }
        let least = self.at_least.map(|least| format!(" from {least}")).unwrap_or_default();
        let most = self.at_most.map(|most| format!(" to {most}")).unwrap_or_default();
        Some(format!("a number{least}{most}"))
    }
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

/// Tells whether there is an option of a name, whatever its case.
pub(super) fn is_known(name: &str) -> bool {
    OPTIONS.contains_key(&name.to_lowercase())
}

/// Tells whether an option is Salt's and changes nothing here.
pub(super) fn is_without_effect(name: &str) -> bool {
    OPTIONS.get(name).is_some_and(|option| !option.used)
}

/// Checks that an option exists, or is data of the user's own, and that the value is of its type.
pub(super) fn check(name: &str, value: &Value) -> Result<(), Failure> {
    let Some(option) = OPTIONS.get(name) else { return unknown(name, value) };
    let given = match value {
        Value::Null => return Ok(()),
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::Float(_) => "number",
        Value::Str(_) | Value::Bytes(_) => "text",
        Value::List(_) => "list",
        Value::Dict(_) => "dict",
    };
    let wrong = |wanted: &str, given: &str| {
        Err(Failure::new(Kind::Config, format!("option `{name}` wants {wanted}, not {given}")))
    };
    if !option.takes(given) {
        return wrong(&option.types.replace('|', " or "), &format!("{given} {}", value.repr()));
    }
    let Some(wanted) = option.out_of_range(value) else { return Ok(()) };
    let failure = wrong(&wanted, &value.repr());
    match nearest(&value.to_string(), option.one_of.iter().map(String::as_str)) {
        Some(near) => failure.map_err(|failure| failure.hint(format!("did you mean `{near}`?"))),
        None => failure,
    }
}

/// A dictionary whose name is near none of the options that take one is data of the user's own, as sdb profiles are and
/// what `config.get` reads.
fn unknown(name: &str, value: &Value) -> Result<(), Failure> {
    let is_dict = value.as_dict().is_some();
    let meant = OPTIONS.iter().filter(|(_, option)| !is_dict || option.takes("dict"));
    let failure = Failure::new(Kind::Config, format!("there is no option `{name}`"));
    match nearest(name, meant.map(|(name, _)| name.as_str())) {
        Some(near) => Err(failure.hint(format!("did you mean `{near}`?"))),
        None if is_dict => Ok(()),
        None => Err(failure.hint(
            "data of your own for `config.get` is welcome: name it in `extra_options: [...]`, or use `grains:` or pillar",
        )),
    }
}
