//! Takes excluded ids, and the ids of excluded SLS files, out of high data.

use halite_common::{
    glob,
    value::{Dict, Key, Value},
};

use super::{is_internal, text};

/// Carries `__exclude__` out.
pub(crate) fn apply_exclude(high: &mut Dict) {
    let Some(Value::List(excludes)) = high.remove("__exclude__") else { return };
    let patterns = excluded_sls(&excludes);
    let ids: Vec<Key> = excludes
        .iter()
        .filter_map(Value::as_dict)
        .filter(|one| one.len() == 1)
        .filter_map(|one| one.get("id"))
        .filter_map(|id| Key::from_value(id.clone()))
        .collect();
    high.retain(|id, body| {
        let of = text(body, "__sls__");
        let by_sls = !is_internal(id) && !of.is_empty() && patterns.iter().any(|p| glob::matches(p, of));
        !by_sls && !ids.contains(id)
    });
}

/// The SLS names or patterns of an exclude list: plain text, or `sls:` dictionaries.
pub(super) fn excluded_sls(excludes: &[Value]) -> Vec<&str> {
    excludes
        .iter()
        .filter_map(|exclude| match exclude {
            Value::Str(sls) => Some(sls.as_str()),
            Value::Dict(one) if one.len() == 1 => one.get("sls").and_then(Value::as_str),
            _ => None,
        })
        .collect()
}
