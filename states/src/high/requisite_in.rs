//! Turns `require_in`, `watch_in`, `use` and their kin into extensions of the states they point at.

use halite_common::{
    failure::Failure,
    value::{Dict, Key, Value},
};

use super::{extend::reconcile_extend, find, is_internal, list_of, named, states, text};
use crate::source::{Sources, Spot};

const KINDS: [&str; 7] =
    ["require_in", "watch_in", "onfail_in", "onchanges_in", "use", "use_in", "prereq_in"];

/// Arguments that `use` does not copy, beside those the receiver has itself.
const NOT_USED: [&str; 15] = [
    "require_in",
    "watch_in",
    "onfail_in",
    "onchanges_in",
    "use",
    "use_in",
    "prereq_in",
    "require",
    "watch",
    "prereq",
    "onfail",
    "onfail_stop",
    "onchanges",
    "name",
    "names",
];

/// Carries all reverse requisites out.
pub(crate) fn requisite_in(high: &mut Dict, sources: &Sources, disabled: &[String]) -> Vec<Failure> {
    let mut reversal = Reversal { high, sources, extend: Dict::new(), errors: Vec::new() };
    for (id, body) in high.iter() {
        for (module, arguments) in states(body) {
            let by = By { id, module: &module.to_string(), body };
            for (kind, items) in arguments.as_list().unwrap_or_default().iter().filter_map(named) {
                if KINDS.contains(&kind) && !disabled.iter().any(|off| off == kind) {
                    reversal.requisite(&by, kind, items);
                }
            }
        }
    }
    let Reversal { extend, mut errors, .. } = reversal;
    let extensions: Vec<Value> =
        extend.into_iter().map(|(id, body)| Value::Dict(Dict::from([(id, body)]))).collect();
    high.insert("__extend__", extensions);
    errors.extend(reconcile_extend(high, sources, true));
    errors
}

/// The state that declares a reverse requisite.
struct By<'a> {
    id: &'a Key,
    module: &'a str,
    body: &'a Value,
}

struct Reversal<'a> {
    high: &'a Dict,
    sources: &'a Sources,
    extend: Dict,
    errors: Vec<Failure>,
}

impl Reversal<'_> {
    fn requisite(&mut self, by: &By<'_>, kind: &str, items: &Value) {
        match items {
            Value::Dict(single) => {
                for (module, id) in single {
                    let Some(id) = Key::from_value(id.clone()) else { continue };
                    let module = self.undotted(by, kind, &module.to_string(), &id, false);
                    self.point(by, kind, &id, &module);
                }
            }
            Value::List(items) => self.list(by, kind, items),
            _ => {}
        }
    }

    fn list(&mut self, by: &By<'_>, kind: &str, items: &[Value]) {
        // Salt keeps the targets of earlier entries; repeating them changes nothing but the requisite's repetitions.
        let mut targets: Vec<(Key, String)> = Vec::new();
        for item in items {
            let Some((module, id)) = self.reference(item) else { continue };
            if module == "sls" {
                targets = find::of_sls(&id.to_value(), self.high);
            } else {
                targets.push((id.clone(), module.clone()));
            }
            self.undotted(by, kind, &module, &id, true);
            for (id, module) in targets.clone() {
                match kind {
                    "use_in" => self.copy((by.id, by.module), &id, &module, true),
                    "use" => self.copy((by.id, by.module), &id, &module, false),
                    _ => self.point(by, kind, &id, &module),
                }
            }
        }
    }

    /// The module and id that an entry names; a bare name is looked up among ids, then among `name` arguments.
    fn reference(&self, item: &Value) -> Option<(String, Key)> {
        if let Value::Dict(one) = item {
            let (module, id) = one.at(0)?;
            return Some((module.to_string(), Key::from_value(id.clone())?));
        }
        let name = Key::from_value(item.clone())?;
        if let Some(body) = self.high.get_key(&name) {
            let module = states(body).next()?.0.to_string();
            return Some((module, name));
        }
        let with_name = |(id, body): (&Key, &Value)| {
            states(body)
                .filter(|(_, arguments)| {
                    let arguments = arguments.as_list().unwrap_or_default();
                    arguments.iter().any(|argument| argument.get("name") == Some(item))
                })
                .map(|(module, _)| (module.to_string(), id.clone()))
                .next()
        };
        self.high.iter().filter(|(id, _)| !is_internal(id)).find_map(with_name)
    }

    /// Reports a module with a dot, and gives the part before it.
    fn undotted(&mut self, by: &By<'_>, kind: &str, module: &str, id: &Key, listed: bool) -> String {
        let Some((subject, _)) = module.split_once('.') else { return module.to_owned() };
        let forward = kind.split('_').next().unwrap_or(kind);
        let sls = text(by.body, "__sls__");
        let message = if listed {
            format!(
                "Invalid requisite in {forward}: {module} for {id}, in SLS '{sls}'. Requisites must not contain \
                 dots, did you mean '{subject}'?"
            )
        } else {
            format!(
                "Invalid requisite in {forward}: {module} for {id} in SLS '{sls}'. Requisites must not contain \
                 dots, did you mean '{subject}'?"
            )
        };
        let spot = Spot {
            saltenv: text(by.body, "__env__"),
            sls,
            id: Some(by.id),
            state: Some(by.module),
            argument: Some(kind),
            item: id.as_str(),
        };
        self.errors.push(self.sources.failure(message, &spot));
        subject.to_owned()
    }

    /// Adds the forward requisite to the target's extension.
    fn point(&mut self, by: &By<'_>, kind: &str, id: &Key, module: &str) {
        let forward = kind.split('_').next().unwrap_or(kind);
        let extension = self.extend.entry_or_insert_with(id.clone(), || Value::Dict(Dict::new()));
        let Some(extension) = extension.as_dict_mut() else { return };
        list_of(extension, module);
        for key in ["__env__", "__sls__"] {
            extension.insert(key, text(by.body, key));
        }
        let how = Value::Dict(Dict::from([(by.module, kind)]));
        extension.insert("__made_by__", Dict::from([(by.id.clone(), how)]));
        let arguments = list_of(extension, module);
        let reference = Value::Dict(Dict::from([(Key::from(by.module), by.id.to_value())]));
        let known = arguments
            .iter_mut()
            .filter_map(Value::as_dict_mut)
            .find(|one| one.at(0).is_some_and(|(name, _)| name.as_str() == Some(forward)));
        match known {
            Some(known) => list_of(known, forward).push(reference),
            None => arguments.push(Value::Dict(Dict::from([(forward, vec![reference])]))),
        }
    }

    /// Copies arguments between the declaring state and the named one; `to` tells that the named one receives.
    fn copy(&mut self, own: (&Key, &str), name: &Key, module: &str, to: bool) {
        for (other, other_module) in find::by_name(name, module, self.high, true) {
            let theirs = (&other, other_module.as_str());
            let ((giver, giving), (receiver, receiving)) = if to { (own, theirs) } else { (theirs, own) };
            let has = find::argument_names(receiver, receiving, self.high);
            let given = self.high.get_key(giver).and_then(|body| body.get(giving)).and_then(Value::as_list);
            let copied: Vec<Value> = given
                .unwrap_or_default()
                .iter()
                .filter(|argument| argument.as_dict().is_some_and(|one| one.len() == 1))
                .filter(|argument| {
                    named(argument).is_some_and(|(name, _)| !NOT_USED.contains(&name) && !has.contains(&name))
                })
                .cloned()
                .collect();
            let extension = self.extend.entry_or_insert_with(receiver.clone(), || Value::Dict(Dict::new()));
            if let Some(extension) = extension.as_dict_mut() {
                list_of(extension, receiving).extend(copied);
            }
        }
    }
}
