//! What is wrong with a merged top, in Salt's words.

use halite_common::{
    failure::{Failure, Kind},
    value::{Dict, Value, str_repr},
};

/// Checks a merged top; no failures where it is sound.
pub(crate) fn verify(top: &Dict) -> Vec<Failure> {
    let mut errors = Vec::new();
    for (saltenv, targets) in top {
        if saltenv.as_str().is_none() {
            errors.push(format!("Environment {saltenv} in top file is not formed as a string"));
        }
        if saltenv.as_str() == Some("") {
            errors.push("Empty saltenv statement in top file".into());
        }
        for (target, states) in targets.as_dict().into_iter().flatten() {
            let Some(items) = states.as_list() else {
                errors.push(format!(
                    "Malformed topfile: state declarations for matcher {} in saltenv {} are not formed as a \
                     list (got {})",
                    target.to_value().repr(),
                    str_repr(&saltenv.to_string()),
                    states.type_name()
                ));
                continue;
            };
            errors.extend(items.iter().filter_map(|item| wrong_item(&saltenv.to_string(), item)));
        }
    }
    errors.into_iter().map(|message| Failure::new(Kind::Compile, message)).collect()
}

fn wrong_item(saltenv: &str, item: &Value) -> Option<String> {
    match item {
        Value::Dict(option) => option.values().find(|value| !value.is_truthy()).map(|value| {
            format!("Improperly formatted top file matcher in saltenv {}: {value} file", item.repr())
        }),
        Value::Str(sls) if sls.is_empty() => {
            Some(format!("Environment {saltenv} contains an empty sls index"))
        }
        _ => None,
    }
}
