//! Sees whether a template looks at the host that it is rendered on.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use halite_common::value::{Dict, Value};
use halite_render::{CallError, Functions};

/// Functions, and whether a filter such as `which` was used beside them.
pub(crate) struct Witness {
    others: Arc<dyn Functions>,
    looked: AtomicBool,
}

impl Witness {
    pub(crate) fn new(others: Arc<dyn Functions>) -> Witness {
        Witness { others, looked: AtomicBool::new(false) }
    }

    pub(crate) fn has_looked(&self) -> bool {
        self.looked.load(Ordering::Relaxed)
    }
}

impl Functions for Witness {
    fn has(&self, name: &str) -> bool {
        self.others.has(name)
    }

    fn has_module(&self, module: &str) -> bool {
        self.others.has_module(module)
    }

    fn offers(&self, name: &str) -> bool {
        self.others.offers(name)
    }

    fn known(&self, filter: &str, arguments: &[Value]) -> Result<Option<Value>, CallError> {
        self.others.known(filter, arguments)
    }

    fn looked(&self, filter: &str, arguments: Vec<Value>, found: Value) {
        self.looked.store(true, Ordering::Relaxed);
        self.others.looked(filter, arguments, found);
    }

    fn names(&self) -> Vec<&'static str> {
        self.others.names()
    }

    fn changes_first_argument(&self, name: &str, named: &Dict) -> bool {
        self.others.changes_first_argument(name, named)
    }

    fn call(&self, name: &str, positional: Vec<Value>, named: Dict) -> Result<Value, CallError> {
        self.others.call(name, positional, named)
    }
}
