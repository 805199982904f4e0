//! One rendered SLS to high data: `pkg.installed` becomes `pkg: [installed]`, each id learns its SLS and order.

use halite_common::value::{Dict, Key, Value};

use super::{is_internal, list_of};

/// An error of one SLS, and the id and state that it is about.
pub(super) struct Wrong {
    pub(super) message: String,
    pub(super) id: Option<Key>,
    pub(super) state: Option<String>,
    pub(super) hint: Option<&'static str>,
}

impl Wrong {
    pub(super) fn new(message: impl Into<String>, id: Option<&Key>) -> Wrong {
        Wrong { message: message.into(), id: id.cloned(), state: None, hint: None }
    }
}

/// Moves `extend` and `exclude` aside and pads every declaration.
pub(super) fn declare(state: &mut Dict, sls: &str, saltenv: &str) -> Vec<Wrong> {
    let mut errors = Vec::new();
    extend(state, sls, saltenv, &mut errors);
    exclude(state, sls, &mut errors);
    for (id, body) in state.iter_mut().filter(|(id, _)| !is_aside(id)) {
        declaration(id, body, sls, saltenv, &mut errors);
    }
    errors
}

fn is_aside(id: &Key) -> bool {
    matches!(id.as_str(), Some("__extend__" | "__exclude__"))
}

fn declaration(id: &Key, body: &mut Value, sls: &str, saltenv: &str, errors: &mut Vec<Wrong>) {
    if let Value::Str(short) = &*body
        && let Some((module, function)) = split(short)
    {
        let mut padded = Dict::from([("__sls__", sls), ("__env__", saltenv)]);
        padded.insert(module, vec![function]);
        *body = Value::Dict(padded);
        return;
    }
    let Value::Dict(states) = body else {
        let wrong = Wrong::new(format!("ID {id} in SLS {sls} is not a dictionary"), Some(id));
        errors.push(Wrong { hint: Some("an id needs a state below it, such as `file.managed`"), ..wrong });
        return;
    };
    for module in pad(states) {
        let message =
            format!("ID '{id}' in SLS '{sls}' contains multiple state declarations of the same type");
        errors.push(Wrong { message, id: Some(id.clone()), state: Some(module), hint: None });
    }
    for (key, value) in [("__sls__", sls), ("__env__", saltenv)] {
        if !states.contains(key) {
            states.insert(key, value);
        }
    }
}

/// Splits `file.managed`; whatever follows a second dot is dropped, as Salt does.
fn split(dotted: &str) -> Option<(&str, &str)> {
    let mut parts = dotted.split('.');
    Some((parts.next()?, parts.next()?))
}

/// Turns each `file.managed: […]` into `file: […, managed]`; gives the modules that occur twice.
pub(crate) fn pad(states: &mut Dict) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    let mut doubled = Vec::new();
    let keys: Vec<String> = states.keys().filter_map(Key::as_str).map(str::to_owned).collect();
    for key in keys {
        if key.starts_with('_') || states.get(&key).and_then(Value::as_list).is_none() {
            continue;
        }
        let Some((module, function)) = split(&key) else {
            seen.push(key);
            continue;
        };
        if seen.iter().any(|known| known == module) {
            doubled.push(module.to_owned());
            continue;
        }
        if let Some(Value::List(mut arguments)) = states.remove(&key) {
            arguments.push(function.into());
            states.insert(module, arguments);
        }
        seen.push(module.to_owned());
    }
    doubled
}

fn extend(state: &mut Dict, sls: &str, saltenv: &str, errors: &mut Vec<Wrong>) {
    let Some(value) = state.remove("extend") else { return };
    let place = Key::from("extend");
    let Value::Dict(mut extension) = value else {
        let message = format!("Extension value in SLS '{sls}' is not a dictionary");
        errors.push(Wrong::new(message, Some(&place)));
        return;
    };
    for (id, body) in extension.iter_mut() {
        let Value::Dict(states) = body else {
            let message = format!("Extension name '{id}' in SLS '{sls}' is not a dictionary");
            errors.push(Wrong::new(message, Some(id)));
            continue;
        };
        for (key, value) in [("__sls__", sls), ("__env__", saltenv)] {
            if !states.contains(key) {
                states.insert(key, value);
            }
        }
        pad(states);
    }
    list_of(state, "__extend__").push(Value::Dict(extension));
}

fn exclude(state: &mut Dict, sls: &str, errors: &mut Vec<Wrong>) {
    match state.remove("exclude") {
        None => {}
        Some(Value::List(items)) => list_of(state, "__exclude__").extend(items),
        Some(_) => {
            let message = format!("Exclude Declaration in SLS {sls} is not formed as a list");
            errors.push(Wrong::new(message, Some(&Key::from("exclude"))));
        }
    }
}

/// Gives every state without an `order` the next number of the file order.
pub(super) fn number(state: &mut Dict, next: &mut i128) {
    for (_, body) in state.iter_mut().filter(|(id, _)| !is_aside(id)) {
        let Some(states) = body.as_dict_mut() else { continue };
        for (key, arguments) in states.iter_mut() {
            if is_internal(key) || key.as_str().is_none_or(|key| key.starts_with('_')) {
                continue;
            }
            let Some(arguments) = arguments.as_list_mut() else { continue };
            let ordered =
                arguments.iter().any(|one| super::named(one).is_some_and(|(name, _)| name == "order"));
            if !ordered {
                arguments.push(Value::Dict(Dict::from([("order", *next)])));
                *next += 1;
            }
        }
    }
}

/// Pads one declaration of a template that is no SLS; gives what is wrong with it.
pub(crate) fn template(name: &str, id: &Key, body: &mut Value) -> Vec<String> {
    if let Value::Str(short) = &*body
        && let Some((module, function)) = split(short)
    {
        *body = Value::Dict(Dict::from([(module, vec![function])]));
        return Vec::new();
    }
    let Value::Dict(states) = body else {
        return vec![format!("ID {id} in template {name} is not a dictionary")];
    };
    let empty = states.iter().filter(|(key, value)| !is_internal(key) && value.is_null()).map(|(key, _)| {
        format!(
            "ID '{id}' in template {name} contains a short declaration ({key}) with a trailing colon. When not \
             passing any arguments to a state, the colon must be omitted."
        )
    });
    let mut errors: Vec<String> = empty.collect();
    errors.extend(pad(states).into_iter().map(|_| {
        format!("ID '{id}' in template '{name}' contains multiple state declarations of the same type")
    }));
    errors
}
