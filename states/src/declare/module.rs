//! The tables that say what there is.

use super::{FunctionEntry, StateEntry};

/// One subject: its execution functions and its states.
pub struct Module {
    /// The name before the dot.
    pub name: &'static str,
    /// Its execution functions.
    pub functions: &'static [FunctionEntry],
    /// Its states.
    pub states: &'static [StateEntry],
}

/// Everything that can be called, by name.
#[derive(Clone, Copy)]
pub struct Registry(pub &'static [Module]);

impl Registry {
    /// The execution function of that name, such as `service.start`.
    pub fn function(&self, name: &str) -> Option<&'static FunctionEntry> {
        self.modules(name).flat_map(|m| m.functions).find(|entry| entry.name == name)
    }

    /// The state of that name, such as `service.running`.
    pub fn state(&self, name: &str) -> Option<&'static StateEntry> {
        self.modules(name).flat_map(|m| m.states).find(|entry| entry.name == name)
    }

    /// Every execution function.
    pub fn functions(&self) -> impl Iterator<Item = &'static FunctionEntry> + use<> {
        self.0.iter().flat_map(|m| m.functions)
    }

    /// Every state.
    pub fn states(&self) -> impl Iterator<Item = &'static StateEntry> + use<> {
        self.0.iter().flat_map(|m| m.states)
    }

    fn modules(&self, name: &str) -> impl Iterator<Item = &'static Module> + use<> {
        let subject = name.split_once('.').map(|(subject, _)| subject.to_owned());
        self.0.iter().filter(move |m| subject.as_deref() == Some(m.name))
    }
}
