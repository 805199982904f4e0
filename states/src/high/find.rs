//! Finds ids in high data by what others call them.

use halite_common::value::{Dict, Key, Value};

use super::{named, states};

/// The ids that a name means for a state module: the id itself, else every id of that module with an argument of that value.
///
/// `strict` demands that an id of that name has that module. For the module `sls`, all ids of the SLS are meant.
pub(super) fn by_name(name: &Key, module: &str, high: &Dict, strict: bool) -> Vec<(Key, String)> {
    let own = high.get_key(name).is_some_and(|body| !strict || body.get(module).is_some());
    if own {
        return vec![(name.clone(), module.to_owned())];
    }
    if module == "sls" {
        let of_sls = high.iter().filter(|(_, body)| body.get("__sls__") == Some(&name.to_value()));
        return of_sls
            .filter_map(|(id, body)| Some((id.clone(), body.as_dict()?.keys().next()?.to_string())))
            .collect();
    }
    let value = name.to_value();
    let mut found = Vec::new();
    for (id, body) in high {
        let arguments = body.get(module).and_then(Value::as_list).unwrap_or_default();
        for argument in arguments.iter().filter_map(Value::as_dict).filter(|one| one.len() == 1) {
            if argument.values().next() == Some(&value) {
                found.push((id.clone(), module.to_owned()));
            }
        }
    }
    found
}

/// Every id and module of an SLS.
pub(super) fn of_sls(sls: &Value, high: &Dict) -> Vec<(Key, String)> {
    let ids = high.iter().filter(|(_, body)| body.get("__sls__") == Some(sls));
    ids.flat_map(|(id, body)| states(body).map(|(module, _)| (id.clone(), module.to_string()))).collect()
}

/// The names of the arguments that a state is given.
pub(super) fn argument_names<'h>(id: &Key, module: &str, high: &'h Dict) -> Vec<&'h str> {
    let arguments = high.get_key(id).and_then(|body| body.get(module)).and_then(Value::as_list);
    let single =
        arguments.unwrap_or_default().iter().filter(|one| one.as_dict().is_some_and(|d| d.len() == 1));
    single.filter_map(named).map(|(name, _)| name).collect()
}
