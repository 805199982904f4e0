//! High data to low chunks: one for each function and name.

use halite_common::{
    glob,
    value::{Dict, Key, Value},
};

use super::Low;
use crate::{
    high::{is_internal, states},
    options,
};

/// What lowering gave.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lowering {
    /// The chunks in the order they are declared.
    pub(crate) chunks: Vec<Low>,
    /// How many a grain disables (`state_runs_disabled`); they take run numbers and have no result, as in Salt.
    pub(crate) disabled: usize,
}

/// Lowers sound high data.
pub(crate) fn lower(high: &Dict, grains: &Dict) -> Lowering {
    let patterns = options::names(grains.get("state_runs_disabled"));
    let mut lowering = Lowering::default();
    for (id, body) in high.iter().filter(|(id, _)| !is_internal(id)) {
        for (module, arguments) in states(body) {
            for mut chunk in chunks(id, body, module, arguments.as_list().unwrap_or_default()) {
                let Some(function) = chunk.function else { continue };
                chunk.low.set("fun", function);
                lowering.add(chunk.low, &patterns);
            }
        }
    }
    lowering
}

impl Lowering {
    /// Chunks that are lowered already.
    pub(crate) fn of(chunks: Vec<Dict>) -> Lowering {
        Lowering { chunks: chunks.into_iter().map(Low::new).collect(), disabled: 0 }
    }

    fn add(&mut self, low: Low, disabled: &[String]) {
        let full = low.full();
        match disabled.iter().find(|pattern| glob::matches(pattern, &full)) {
            None => self.chunks.push(low),
            Some(pattern) => {
                tracing::warn!(state = full, pattern, "disabled by the grain state_runs_disabled");
                self.disabled += 1;
            }
        }
    }
}

struct Unnamed {
    low: Low,
    function: Option<String>,
}

/// The chunk of a state, or one for each of its `names`.
fn chunks(id: &Key, body: &Value, module: &Key, arguments: &[Value]) -> Vec<Unnamed> {
    let mut data = Dict::from([("state", module.to_value()), ("name", id.to_value())]);
    for key in ["__sls__", "__env__", "__sls_included_from__"] {
        if let Some(value) = body.get(key) {
            data.insert(key, value.clone());
        }
    }
    data.insert("__id__", id.to_value());
    let mut names: Vec<Value> = Vec::new();
    for (key, value) in arguments.iter().filter_map(Value::as_dict).flatten() {
        match key.as_str() {
            Some("names") => {
                let list = value.as_list().unwrap_or_default();
                for name in list {
                    if !names.contains(name) {
                        names.push(name.clone());
                    }
                }
            }
            // A state cannot be renamed by an argument.
            Some("state") => {}
            Some("name") if value.as_str().is_none() => {
                data.insert("name", id.to_value());
            }
            _ => {
                data.insert(key.clone(), value.clone());
            }
        }
    }
    let function = arguments.iter().find_map(Value::as_str).map(str::to_owned);
    if names.is_empty() {
        return vec![Unnamed { low: Low::new(data), function }];
    }
    let each = names.into_iter().enumerate();
    each.map(|(position, name)| Unnamed { low: with_name(&data, name, position), function: function.clone() })
        .collect()
}

fn with_name(data: &Dict, entry: Value, position: usize) -> Low {
    let mut data = data.clone();
    match entry {
        Value::Dict(one) => {
            if let Some((name, overrides)) = one.into_iter().next() {
                data.insert("name", name.to_value());
                let overrides = overrides.as_list().unwrap_or_default().iter().filter_map(Value::as_dict);
                data.extend(overrides.flatten().map(|(key, value)| (key.clone(), value.clone())));
            }
        }
        name => {
            data.insert("name", name);
        }
    }
    data.insert("name_order", position + 1);
    Low::new(data)
}
