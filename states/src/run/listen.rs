//! `listen`: like `watch`, but once, when everything else has run.

use halite_common::value::{Dict, Value};
use indexmap::IndexMap;

use super::engine::Engine;
use crate::{high::REQUISITES, low::Low};

/// A state as others refer to it: module, id and name.
type Reference = (String, String, String);

/// Who listens, and to what.
struct Listener {
    module: String,
    name: String,
    to: Vec<Value>,
}

/// A reference that leads nowhere, as a result.
type Missing = IndexMap<String, Dict>;

impl Engine<'_, '_> {
    /// Runs `mod_watch` of every state that listens to one that changed; gives the references that lead nowhere.
    pub(super) fn listen(&mut self, order: &[usize]) -> Missing {
        let mut chunks: IndexMap<Reference, usize> = IndexMap::new();
        for &chunk in order {
            let low = &self.chunks[chunk];
            chunks.insert((low.state().into(), low.id().into(), low.name().into()), chunk);
        }
        let mut missing = Missing::new();
        let mut watchers: Vec<usize> = Vec::new();
        for listener in listeners(order.iter().map(|&chunk| &self.chunks[chunk])) {
            for to in &listener.to {
                for (module, name) in self.listened(to, order) {
                    self.answer(&listener, &module, &name, &chunks, &mut watchers, &mut missing);
                }
            }
        }
        let results = std::mem::take(&mut self.running);
        let first = self.chunks.len();
        for watcher in watchers {
            let low = listening(&self.chunks[watcher]);
            self.graph.add_chunk(self.chunks.len(), &low, false);
            self.chunks.push(low);
        }
        let order: Vec<usize> = (first..self.chunks.len()).collect();
        self.run_watchers(&order);
        let watched = std::mem::replace(&mut self.running, results);
        self.running.extend(watched);
        for result in missing.values_mut() {
            result.insert("__run_num__", self.run_num);
            self.run_num += 1;
        }
        missing
    }

    fn answer(
        &self,
        listener: &Listener,
        module: &str,
        name: &str,
        chunks: &IndexMap<Reference, usize>,
        watchers: &mut Vec<usize>,
        missing: &mut Missing,
    ) {
        let listened = referred(chunks, module, name);
        if listened.is_empty() {
            miss(missing, module, name);
            return;
        }
        for chunk in listened {
            let changed = self.running.get(&self.chunks[chunk].tag()).is_some_and(|record| record.changed());
            if !changed {
                continue;
            }
            let own = referred(chunks, &listener.module, &listener.name);
            if own.is_empty() {
                miss(missing, &listener.module, &listener.name);
            }
            watchers.extend(own);
        }
    }

    /// The module and name that an entry of `listen` means; a bare name is looked up among ids and names.
    fn listened(&self, to: &Value, order: &[usize]) -> Vec<(String, String)> {
        if let Value::Dict(one) = to {
            return one.iter().map(|(module, name)| (module.to_string(), name.to_string())).collect();
        }
        let name = to.to_string();
        let mut chunks = order.iter().map(|&chunk| &self.chunks[chunk]);
        let found = chunks.find(|low| low.id() == name || low.name() == name);
        found.map(|low| (low.state().to_owned(), low.id().to_owned())).into_iter().collect()
    }
}

fn listeners<'l>(chunks: impl Iterator<Item = &'l Low>) -> Vec<Listener> {
    let mut found = Vec::new();
    for low in chunks {
        if let Some(Value::List(to)) = low.get("listen") {
            found.push(Listener { module: low.state().into(), name: low.id().into(), to: to.clone() });
        }
        let of = Value::Dict(Dict::from([(low.state(), low.id())]));
        let reverse = low.get("listen_in").and_then(Value::as_list).unwrap_or_default();
        for (module, name) in reverse.iter().filter_map(Value::as_dict).flatten() {
            found.push(Listener { module: module.to_string(), name: name.to_string(), to: vec![of.clone()] });
        }
    }
    found
}

fn referred(chunks: &IndexMap<Reference, usize>, module: &str, name: &str) -> Vec<usize> {
    let fits =
        |(state, id, own): &Reference| state == module && [state, id, own].into_iter().any(|n| n == name);
    chunks.iter().filter(|(reference, _)| fits(reference)).map(|(_, &chunk)| chunk).collect()
}

fn miss(missing: &mut Missing, module: &str, name: &str) {
    let tag = format!("Listen_Error_|-listen_{name}_|-listen_{module}_|-Listen_Error");
    let mut result = Dict::from([
        ("comment", format!("Referenced state {module}: {name} does not exist")),
        ("name", format!("listen_{module}:{name}")),
    ]);
    result.insert("result", false);
    result.insert("changes", Dict::new());
    missing.insert(tag, result);
}

/// The chunk that runs a state's `mod_watch` at the end.
fn listening(low: &Low) -> Low {
    let mut watcher = low.clone();
    watcher.set("sfun", low.fun());
    watcher.set("fun", "mod_watch");
    watcher.set("__id__", format!("listener_{}", low.id()));
    watcher.data_mut().retain(|key, _| !REQUISITES.contains(&key.to_string().as_str()));
    watcher
}
