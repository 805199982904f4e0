//! What rendering is handed: where templates come from, and what `salt['…']` reaches.

use halite_common::{
    chain,
    failure::Failure,
    fileroots::FileRoots,
    value::{Dict, Value},
};
use thiserror::Error;

/// The largest template that is read.
const MAX_TEMPLATE: u64 = 16 << 20;

/// Where imported and included templates come from.
pub trait Source: Send + Sync {
    /// The text of `path` (without `salt://`) in an environment; `None` where there is no such file.
    fn read(&self, saltenv: &str, path: &str) -> Result<Option<String>, SourceError>;
    /// Every path of an environment, to suggest the nearest; empty where that is not known.
    fn paths(&self, _saltenv: &str) -> Vec<String> {
        Vec::new()
    }
}

/// A template that is there and cannot be read.
#[derive(Clone, Debug, Error)]
#[error("could not read {path}: {reason}")]
pub struct SourceError {
    /// The path that was asked for.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// The execution functions that a template may call as `salt['mod.fun'](…)`.
pub trait Functions: Send + Sync {
    /// Tells whether there is a function of that name; `salt.mod` exists if one starts with `mod.`.
    fn has(&self, name: &str) -> bool;
    /// Tells whether a module of that name has any function.
    fn has_module(&self, module: &str) -> bool;
    /// Tells whether `salt['mod.fun']` is a function. On a host that is only described it is one until it is called.
    fn offers(&self, name: &str) -> bool {
        self.has(name)
    }
    /// What a filter that looks at the host, such as `which`, or a command of `ext_pillar` is to give instead of looking;
    /// `None` lets it look.
    fn known(&self, _filter: &str, _arguments: &[Value]) -> Result<Option<Value>, CallError> {
        Ok(None)
    }
    /// What such a filter saw.
    fn looked(&self, _filter: &str, _arguments: Vec<Value>, _found: Value) {}
    /// Every name, to suggest the nearest.
    fn names(&self) -> Vec<&'static str> {
        Vec::new()
    }
    /// Tells whether the function changes its first argument in place, as `defaults.merge` does unless it is called with
    /// `in_place=False`. What it returns is then the new content of the list or dictionary that the template handed in.
    fn changes_first_argument(&self, name: &str, named: &Dict) -> bool {
        match name {
            "defaults.merge" => named.get("in_place").is_none_or(Value::is_truthy),
            name => name == "slsutil.update",
        }
    }
    /// Calls it.
    fn call(&self, name: &str, positional: Vec<Value>, named: Dict) -> Result<Value, CallError>;
}

/// A function that a template called, and that failed.
#[derive(Clone, Debug, Error)]
#[error("{}", .failure.message)]
pub struct CallError {
    /// Why.
    pub failure: Failure,
    /// Whether it is one of the failures that Salt reports as `Problem running salt function in Jinja template`
    /// (`CommandExecutionError`, `SaltInvocationError`).
    pub execution: bool,
}

/// No templates but the one at hand.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSource;

impl Source for NoSource {
    fn read(&self, _: &str, _: &str) -> Result<Option<String>, SourceError> {
        Ok(None)
    }
}

/// No functions at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFunctions;

impl Functions for NoFunctions {
    fn has(&self, _: &str) -> bool {
        false
    }

    fn has_module(&self, _: &str) -> bool {
        false
    }

    fn call(&self, name: &str, _: Vec<Value>, _: Dict) -> Result<Value, CallError> {
        let failure = Failure::new(
            halite_common::failure::Kind::NoFunction,
            format!("`{name}` is not available in this template"),
        );
        Err(CallError { failure, execution: false })
    }
}

/// Templates straight from the roots on disk: for pillar, and for a minion without a master.
impl Source for FileRoots {
    fn read(&self, saltenv: &str, path: &str) -> Result<Option<String>, SourceError> {
        let failed = |reason: String| SourceError { path: path.to_owned(), reason };
        let bytes =
            FileRoots::read(self, saltenv, path, MAX_TEMPLATE).map_err(|e| failed(chain::print(&e)))?;
        bytes.map(|bytes| crate::utf8(bytes).map_err(failed)).transpose()
    }

    fn paths(&self, saltenv: &str) -> Vec<String> {
        self.list(saltenv).files.into_keys().collect()
    }
}
