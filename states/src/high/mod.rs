//! High data: what the SLS files declare, put together as `{id: {state: [arguments]}}`.
//!
//! Its shape is Salt's own, so that `state.show_highstate` can show it: `__sls__` and `__env__` in each id,
//! `__extend__` and `__exclude__` beside the ids.

mod assemble;
mod declare;
mod exclude;
mod extend;
mod find;
mod include;
mod requisite_in;
mod verify;

pub(crate) use assemble::{Assembly, Sls, add_exclude};
pub(crate) use declare::template as declare_template;
pub(crate) use exclude::apply_exclude;
pub(crate) use extend::reconcile_extend;
pub(crate) use include::absolute as absolute_sls;
pub(crate) use requisite_in::requisite_in;
pub(crate) use verify::verify;

use halite_common::value::{Dict, Key, Value};

/// Requisites as written on the state that has them; `onfail_stop` is counted among them, as Salt does.
pub(crate) const REQUISITES: [&str; 13] = [
    "onfail",
    "onfail_any",
    "onfail_all",
    "require",
    "require_any",
    "onchanges",
    "onchanges_any",
    "watch",
    "watch_any",
    "prereq",
    "prerequired",
    "listen",
    "onfail_stop",
];

/// Tells whether a key is Salt's own, such as `__sls__`.
pub(crate) fn is_internal(key: &Key) -> bool {
    key.as_str().is_some_and(|key| key.starts_with("__"))
}

/// The states of an id's body: module and arguments.
pub(crate) fn states(body: &Value) -> impl Iterator<Item = (&Key, &Value)> {
    body.as_dict().into_iter().flatten().filter(|(key, _)| !is_internal(key))
}

/// The one name and value of a single-key dictionary such as `- require: […]`.
pub(crate) fn named(argument: &Value) -> Option<(&str, &Value)> {
    let (key, value) = argument.as_dict()?.at(0)?;
    Some((key.as_str()?, value))
}

/// The text under a key of an id's body, such as `__sls__`.
pub(crate) fn text<'b>(body: &'b Value, key: &str) -> &'b str {
    body.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The list under a key, made empty if it is not there.
pub(crate) fn list_of<'d>(dict: &'d mut Dict, key: &str) -> &'d mut Vec<Value> {
    let value = dict.entry_or_insert_with(Key::from(key), || Value::List(Vec::new()));
    if !matches!(value, Value::List(_)) {
        *value = Value::List(Vec::new());
    }
    match value {
        Value::List(list) => list,
        _ => unreachable!("it was just made a list"),
    }
}
