//! Functions that see the pillar of `ext_pillar_first`: it is there before the pillar tree is rendered.

use std::sync::Arc;

use halite_common::{
    declare::{Arguments, bind},
    failure::{Failure, Kind},
    value::{Dict, Value},
};
use halite_render::{CallError, Functions};

use super::config::PillarGet;

/// Other functions, with `pillar.get` on a pillar.
pub(crate) struct Beneath {
    pub(crate) others: Arc<dyn Functions>,
    pub(crate) pillar: Arc<Dict>,
}

impl Functions for Beneath {
    fn has(&self, name: &str) -> bool {
        name == "pillar.get" || self.others.has(name)
    }

    fn has_module(&self, module: &str) -> bool {
        module == "pillar" || self.others.has_module(module)
    }

    fn offers(&self, name: &str) -> bool {
        name == "pillar.get" || self.others.offers(name)
    }

    fn known(&self, filter: &str, arguments: &[Value]) -> Result<Option<Value>, CallError> {
        self.others.known(filter, arguments)
    }

    fn looked(&self, filter: &str, arguments: Vec<Value>, found: Value) {
        self.others.looked(filter, arguments, found);
    }

    fn names(&self) -> Vec<&'static str> {
        self.others.names()
    }

    fn changes_first_argument(&self, name: &str, named: &Dict) -> bool {
        self.others.changes_first_argument(name, named)
    }

    fn call(&self, name: &str, positional: Vec<Value>, named: Dict) -> Result<Value, CallError> {
        if name != "pillar.get" {
            return self.others.call(name, positional, named);
        }
        let asked: PillarGet = bind("pillar.get", Arguments { positional, named }).map_err(|error| {
            let mut failure = Failure::new(Kind::Function, error.to_string());
            failure.hint = error.hint();
            CallError { failure, execution: false }
        })?;
        Ok(self.pillar.traverse(&asked.key, &asked.delimiter).cloned().unwrap_or(asked.default))
    }
}
