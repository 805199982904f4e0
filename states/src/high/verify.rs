//! What is wrong with high data, in Salt's words.

use halite_common::{
    failure::{Failure, Kind},
    value::{Dict, Key, Value},
};

use super::{REQUISITES, is_internal, states, text};
use crate::source::{Sources, Spot};

/// Checks the shape of high data; no failures where it is sound.
pub(crate) fn verify(high: &Dict, sources: &Sources) -> Vec<Failure> {
    let mut errors = Vec::new();
    for (id, body) in high.iter().filter(|(id, _)| !is_internal(id)) {
        let check = Check { id, sls: text(body, "__sls__"), saltenv: text(body, "__env__"), sources };
        if id.as_str().is_none() {
            let message = format!(
                "ID '{id}' in SLS '{}' is not formed as a string, but is type {}. It may need to be quoted.",
                check.sls,
                id.to_value().type_name()
            );
            errors.push(check.failure(message, None, None));
        }
        if body.as_dict().is_none() {
            let message = format!("The type {id} in {body} is not formatted as a dictionary");
            errors.push(Failure::new(Kind::Compile, message));
            continue;
        }
        for (module, arguments) in states(body) {
            check.state(&module.to_string(), arguments, &mut errors);
        }
    }
    errors
}

struct Check<'a> {
    id: &'a Key,
    sls: &'a str,
    saltenv: &'a str,
    sources: &'a Sources,
}

impl Check<'_> {
    fn failure(&self, message: String, state: Option<&str>, argument: Option<&str>) -> Failure {
        self.failure_at(message, state, argument, None)
    }

    fn failure_at(
        &self,
        message: String,
        state: Option<&str>,
        argument: Option<&str>,
        item: Option<&str>,
    ) -> Failure {
        let spot = Spot {
            saltenv: self.saltenv,
            sls: self.sls,
            id: Some(self.id),
            state: state.map(|state| state.split('.').next().unwrap_or(state)),
            argument,
            item,
        };
        self.sources.failure(message, &spot)
    }

    fn state(&self, module: &str, arguments: &Value, errors: &mut Vec<Failure>) {
        let (id, sls) = (self.id, self.sls);
        if arguments.is_null() {
            let message = format!(
                "ID '{id}' in SLS '{sls}' contains a short declaration ({module}) with a trailing colon. When not \
                 passing any arguments to a state, the colon must be omitted."
            );
            errors.push(self.failure(message, Some(module), None).hint(format!("write `{module}: []`")));
            return;
        }
        let Some(arguments) = arguments.as_list() else {
            let message = format!("State '{id}' in SLS '{sls}' is not formed as a list");
            let hint = "write each argument as an item of a list, with a dash: `- name: …`";
            errors.push(self.failure(message, Some(module), None).hint(hint));
            return;
        };
        let dotted = module.split_once('.').map(|(_, function)| function);
        for argument in arguments {
            match argument {
                Value::Str(function) => errors.extend(self.function(module, function)),
                Value::Dict(one) => self.argument(module, one, errors),
                _ => {}
            }
        }
        let named = arguments.iter().filter_map(Value::as_str);
        let functions: Vec<&str> = dotted.into_iter().chain(named).collect();
        errors.extend(self.count(module, &functions));
    }

    fn count(&self, module: &str, functions: &[&str]) -> Option<Failure> {
        let (id, sls) = (self.id, self.sls);
        if functions.is_empty() {
            let message = format!("No function declared in state '{id}' in SLS '{sls}'");
            let hint = format!("name it behind the module: `{module}.FUNCTION`");
            return Some(self.failure(message, Some(module), None).hint(hint));
        }
        let [_, second, ..] = functions else { return None };
        let message = format!(
            "Too many functions declared in state '{id}' in SLS '{sls}'. Please choose one of the following: {}",
            functions.join(", ")
        );
        let glued = functions.iter().find_map(|function| Some((*function, function.split_once(':')?)));
        Some(match glued {
            Some((function, (name, value))) => self
                .failure(message, Some(module), Some(function))
                .hint(format!("a space is missing after the colon: `{name}: {value}`")),
            None => self
                .failure(message, Some(module), Some(second))
                .hint("give each function an id of its own, and each the `name`"),
        })
    }

    fn function(&self, module: &str, function: &str) -> Option<Failure> {
        let message = format!(
            "The function \"{function}\" in state \"{}\" in SLS \"{}\" has whitespace, a function with whitespace is \
             not supported, perhaps this is an argument that is missing a \":\"",
            self.id, self.sls
        );
        function.trim().contains(' ').then(|| self.failure(message, Some(module), Some(function)))
    }

    fn argument(&self, module: &str, one: &Dict, errors: &mut Vec<Failure>) {
        let Some((name, value)) = one.at(0) else { return };
        let name = name.to_string();
        let (id, sls) = (self.id, self.sls);
        if name == "names" && value.as_list().is_none() {
            let message =
                format!("The 'names' argument in state '{id}' in SLS '{sls}' needs to be formed as a list");
            errors.push(self.failure(message, Some(module), Some("names")));
        }
        if !REQUISITES.contains(&name.as_str()) {
            return;
        }
        match value.as_list() {
            Some(items) => items.iter().for_each(|item| self.requisite(module, &name, item, errors)),
            None => {
                let message = format!(
                    "The {name} statement in state '{id}' in SLS '{sls}' needs to be formed as a list"
                );
                let hint = "write each requisite as an item of a list, with a dash: `- MODULE: ID`";
                errors.push(self.failure(message, Some(module), Some(&name)).hint(hint));
            }
        }
        if one.len() != 1 {
            let message = format!("Multiple dictionaries defined in argument of state '{id}' in SLS '{sls}'");
            errors.push(self.failure(message, Some(module), Some(&name)));
        }
    }

    fn requisite(&self, module: &str, kind: &str, item: &Value, errors: &mut Vec<Failure>) {
        let (id, sls) = (self.id, self.sls);
        if item.as_str().is_some() {
            return;
        }
        let single = item.as_dict().filter(|one| one.len() == 1).and_then(|one| one.at(0));
        let Some((key, value)) = single else {
            let message = format!(
                "Requisite declaration {item} in state {id} in SLS {sls} is not formed as a single key dictionary"
            );
            errors.push(self.failure(message, Some(module), Some(kind)));
            return;
        };
        let key = key.to_string();
        if let Some((subject, _)) = key.split_once('.') {
            let message = format!(
                "Invalid requisite type '{key}' in state '{id}', in SLS '{sls}'. Requisite types must not contain \
                 dots, did you mean '{subject}'?"
            );
            let item = value.as_str();
            errors.push(self.failure_at(message, Some(module), Some(kind), item));
        }
        if matches!(value, Value::List(_) | Value::Dict(_)) {
            let message =
                format!("Illegal requisite \"{value}\" in SLS \"{sls}\", please check your syntax.\n");
            errors.push(self.failure(message, Some(module), Some(kind)));
        }
    }
}
