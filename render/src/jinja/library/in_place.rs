//! Functions that change a dictionary of the template, as `defaults.merge` does.

use halite_common::value::{Dict, Value};

use super::super::object::{Args, Dict as Members, Key, Object, from_key, from_value};

/// The dictionary that a call hands in first.
pub(super) fn first_argument(args: &Args) -> Option<&Object> {
    let first = args.positional.first();
    first.or_else(|| args.named.iter().find(|(name, _)| &**name == "dest").map(|(_, value)| value))
}

/// Puts what the function returned into the dictionary that was handed in. Dictionaries within it stay the same ones, so
/// that everyone who holds them sees the change.
pub(super) fn write_back(into: &Object, returned: &Value) -> bool {
    match (into, returned) {
        (Object::Dict(members), Value::Dict(new)) => {
            merge(members, new);
            true
        }
        _ => false,
    }
}

fn merge(members: &Members, new: &Dict) {
    for (key, value) in new {
        let Ok(key) = Key::new(from_key(key)) else { continue };
        let old = members.borrow().get(&key).cloned();
        if !old.is_some_and(|old| write_back(&old, value)) {
            members.set(key, from_value(value));
        }
    }
}
