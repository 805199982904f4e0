//! Lays extensions over the ids they extend.

use halite_common::{
    failure::{Failure, nearest},
    value::{Dict, Key, Value},
};

use super::{REQUISITES, exclude::excluded_sls, find, is_internal, text};
use crate::source::{Sources, Spot};

/// Carries `__extend__` out. `strict` is for the extensions that `*_in` requisites make.
pub(crate) fn reconcile_extend(high: &mut Dict, sources: &Sources, strict: bool) -> Vec<Failure> {
    let Some(Value::List(extensions)) = high.remove("__extend__") else { return Vec::new() };
    let mut errors = Vec::new();
    for (id, body) in extensions.into_iter().filter_map(Value::into_dict).flatten() {
        match target(&id, &body, high, strict) {
            Some(target) => lay_over(&target, body, high),
            None => errors.push(cannot_extend(&id, &body, high, sources)),
        }
    }
    errors
}

fn module_of(body: &Value) -> Option<&Key> {
    body.as_dict()?.keys().find(|key| !is_internal(key))
}

/// The id that an extension means, by id or by name.
fn target(id: &Key, body: &Value, high: &Dict, strict: bool) -> Option<Key> {
    let Some(module) = module_of(body).map(ToString::to_string) else {
        return high.contains_key(id).then(|| id.clone());
    };
    if high.get_key(id).is_some_and(|found| found.get(&module).is_some()) {
        return Some(id.clone());
    }
    match find::by_name(id, &module, high, strict).as_slice() {
        [(one, _)] => Some(one.clone()),
        _ => None,
    }
}

fn cannot_extend(id: &Key, body: &Value, high: &Dict, sources: &Sources) -> Failure {
    let or_base = |key| match text(body, key) {
        "" => "base",
        given => given,
    };
    let (saltenv, sls) = (or_base("__env__"), or_base("__sls__"));
    let message = format!(
        "Cannot extend ID '{id}' in '{saltenv}:{sls}'. It is not part of the high state.\nThis is likely due to a \
         missing include statement or an incorrectly typed ID.\nEnsure that a state with an ID of '{id}' is \
         available\nin environment '{saltenv}' and to SLS '{sls}'"
    );
    let failure = sources.failure(message, &spot_of(id, body, saltenv, sls));
    let known = high.keys().filter_map(Key::as_str);
    match nearest(&id.to_string(), known.filter(|known| *known != id.to_string())) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure,
    }
}

/// The extension as written, or the `*_in` requisite that made it.
fn spot_of<'a>(id: &'a Key, body: &'a Value, saltenv: &'a str, sls: &'a str) -> Spot<'a> {
    let own = Spot { saltenv, sls, id: Some(id), ..Spot::default() };
    made_by(body).map_or(own, |(by, module, argument)| Spot {
        saltenv,
        sls,
        id: Some(by),
        state: Some(module),
        argument: Some(argument),
        item: id.as_str(),
    })
}

/// The id, module and `*_in` argument that made an extension; `requisite_in` leaves them in `__made_by__`.
fn made_by(body: &Value) -> Option<(&Key, &str, &str)> {
    let (by, how) = body.get("__made_by__")?.as_dict()?.at(0)?;
    let (module, argument) = how.as_dict()?.at(0)?;
    Some((by, module.as_str()?, argument.as_str()?))
}

fn lay_over(target: &Key, body: Value, high: &mut Dict) {
    let sls = text(&body, "__sls__").to_owned();
    if let Some(Value::List(excludes)) = high.get("__exclude__")
        && excluded_sls(excludes).contains(&sls.as_str())
    {
        return;
    }
    let Some(states) = high.get_key_mut(target).and_then(Value::as_dict_mut) else { return };
    for (module, arguments) in body.into_dict().into_iter().flatten().filter(|(key, _)| !is_internal(key)) {
        match (states.get_key_mut(&module), arguments) {
            (Some(Value::List(known)), Value::List(more)) => {
                for argument in more {
                    merge_argument(known, argument);
                }
            }
            (Some(_), _) => {}
            (None, arguments) => {
                states.insert(module, arguments);
            }
        }
    }
}

/// Replaces the argument of that name, joins requisites, or adds it; a function's name replaces the function.
fn merge_argument(known: &mut Vec<Value>, argument: Value) {
    let mut merged = false;
    for old in known.iter_mut() {
        match (&argument, &mut *old) {
            (Value::Str(_), Value::Str(_)) => {
                *old = argument.clone();
                merged = true;
            }
            (Value::Dict(new), Value::Dict(held)) => {
                let (Some((name, value)), Some((held_name, _))) = (new.at(0), held.at(0)) else { continue };
                if name == held_name {
                    merged = true;
                    let is_requisite = name.as_str().is_some_and(|name| REQUISITES.contains(&name));
                    match (is_requisite.then(|| held.get_key_mut(name)).flatten(), value) {
                        (Some(Value::List(held)), Value::List(more)) => held.extend(more.iter().cloned()),
                        _ => *old = argument.clone(),
                    }
                } else if name.as_str() == Some("name") && held_name.as_str() == Some("names") {
                    *old = argument.clone();
                }
            }
            _ => {}
        }
    }
    if !merged {
        known.push(argument);
    }
}
