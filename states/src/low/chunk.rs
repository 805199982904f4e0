//! One low chunk, with the keys that `state.show_lowstate` shows.

use halite_common::value::{Dict, Value};

/// One state to run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Low {
    data: Dict,
}

impl Low {
    pub(crate) fn new(data: Dict) -> Low {
        Low { data }
    }

    /// The module, such as `file`.
    pub(crate) fn state(&self) -> &str {
        self.text("state")
    }

    /// The function, such as `managed`.
    pub(crate) fn fun(&self) -> &str {
        self.text("fun")
    }

    /// The id it was declared under.
    pub(crate) fn id(&self) -> &str {
        self.text("__id__")
    }

    /// The name argument.
    pub(crate) fn name(&self) -> &str {
        self.text("name")
    }

    /// The SLS that declares it.
    pub(crate) fn sls(&self) -> &str {
        self.text("__sls__")
    }

    /// Module and function, such as `file.managed`.
    pub(crate) fn full(&self) -> String {
        format!("{}.{}", self.state(), self.fun())
    }

    /// The key of its result: `module_|-id_|-name_|-function`.
    pub(crate) fn tag(&self) -> String {
        let part = |key| self.data.get(key).map(ToString::to_string).unwrap_or_default();
        format!("{}_|-{}_|-{}_|-{}", part("state"), part("__id__"), part("name"), part("fun"))
    }

    /// The text under a key; empty where there is none.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.data.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.data.get(key)
    }

    /// Tells whether an argument is there and true.
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.data.get(key).is_some_and(Value::is_truthy)
    }

    pub(crate) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.data.insert(key, value);
    }

    pub(crate) fn data(&self) -> &Dict {
        &self.data
    }

    pub(crate) fn data_mut(&mut self) -> &mut Dict {
        &mut self.data
    }
}
