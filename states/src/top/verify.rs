//! What is wrong with a merged top, in Salt's words.

use halite_common::{
    failure::{Failure, Kind},
    value::{Dict, Value, str_repr},
};

use super::Written;

/// Checks a merged top; no failures where it is sound.
pub(crate) fn verify(top: &Dict, written: &Written) -> Vec<Failure> {
    let mut errors = Vec::new();
    for (saltenv, targets) in top {
        let at = |message: String, target: Option<&str>, item: &str, hint: Option<&str>| {
            let failure = Failure::new(Kind::Compile, message);
            let failure = hint.into_iter().fold(failure, Failure::hint);
            written.place(failure, &saltenv.to_string(), target, item)
        };
        if saltenv.as_str().is_none() {
            let message = format!("Environment {saltenv} in top file is not formed as a string");
            errors.push(at(message, None, "", None));
        }
        if saltenv.as_str() == Some("") {
            errors.push(at("Empty saltenv statement in top file".into(), None, "", None));
        }
        for (target, states) in targets.as_dict().into_iter().flatten() {
            let Some(items) = states.as_list() else {
                let message = format!(
                    "Malformed topfile: state declarations for matcher {} in saltenv {} are not formed as a \
                     list (got {})",
                    target.to_value().repr(),
                    str_repr(&saltenv.to_string()),
                    states.type_name()
                );
                errors.push(at(message, Some(&target.to_string()), "", Some(LIST)));
                continue;
            };
            let wrong = items.iter().filter_map(|item| wrong_item(&saltenv.to_string(), item));
            errors.extend(wrong.map(|message| at(message, Some(&target.to_string()), "", None)));
        }
    }
    errors
}

const LIST: &str = "write each SLS as an item of a list, with a dash: `- SLS`";

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
