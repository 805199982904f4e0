//! The names that a template sees, as Salt sets them.

use std::{fmt, sync::Arc};

use halite_common::value::{Dict, Value};
use indexmap::IndexMap;

use crate::{Functions, Source};

/// A value that a template sees. Large dictionaries are shared.
#[derive(Clone, Debug)]
pub enum Variable {
    /// Any value.
    Value(Value),
    /// A dictionary that many templates see: grains, pillar, `opts`.
    Shared(Arc<Dict>),
}

macro_rules! from_values {
    ($($t:ty)*) => { $(impl From<$t> for Variable {
        fn from(value: $t) -> Variable {
            Variable::Value(Value::from(value))
        }
    })* };
}
from_values!(Value &str String bool Dict);

impl From<Arc<Dict>> for Variable {
    fn from(dict: Arc<Dict>) -> Variable {
        Variable::Shared(dict)
    }
}

/// What a template is rendered with. Its variables are the globals of every template that it imports, too.
#[derive(Clone)]
pub struct Context {
    /// The environment that imports come from.
    pub saltenv: String,
    /// The names: `grains`, `pillar`, `opts`, `sls`, … in order; `salt` is not among them.
    pub variables: IndexMap<String, Variable>,
    /// Where imports come from.
    pub source: Arc<dyn Source>,
    /// What `salt['…']` reaches.
    pub functions: Arc<dyn Functions>,
}

impl Context {
    /// A context with `saltenv` as its only variable.
    pub fn new(saltenv: &str, source: Arc<dyn Source>, functions: Arc<dyn Functions>) -> Context {
        let mut context =
            Context { saltenv: saltenv.to_owned(), variables: IndexMap::new(), source, functions };
        context.set("saltenv", saltenv);
        context
    }

    /// Sets a variable.
    pub fn set(&mut self, name: &str, value: impl Into<Variable>) -> &mut Context {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// Sets a variable unless it is there.
    pub fn set_default(&mut self, name: &str, value: impl Into<Variable>) -> &mut Context {
        self.variables.entry(name.to_owned()).or_insert_with(|| value.into());
        self
    }

    /// Sets `sls` and the names that Salt derives from it: `tplfile`, `tpldir`, `slspath` and kin. `path` is the SLS
    /// file in its environment, `tplpath` the file on disk or what stands for it.
    pub fn set_sls(&mut self, sls: &str, path: &str, tplpath: &str) -> &mut Context {
        self.set("sls", sls);
        let slspath = sls.replace('.', "/");
        let slspath = slspath.trim_end_matches('/');
        let is_sls =
            [format!("{slspath}.sls"), format!("{slspath}/init.sls")].iter().any(|p| path.ends_with(p));
        let file = if sls.is_empty() { path.rsplit('/').next().unwrap_or(path) } else { path };
        if !sls.is_empty() && !is_sls {
            let folder = sls.rsplit_once('/').map_or(".", |(folder, _)| folder);
            return self
                .set_default("tplpath", tplpath)
                .set_default("tplfile", sls)
                .set_default("tpldir", folder);
        }
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.set_default("tplpath", tplpath)
            .set_default("tplfile", file)
            .set_default("tpldir", if folder.is_empty() { "." } else { folder })
            .set_default("tpldot", folder.replace('/', "."))
            .set_default("slspath", folder)
            .set_default("slsdotpath", folder.replace('/', "."))
            .set_default("slscolonpath", folder.replace('/', ":"))
            .set_default("sls_path", folder.replace('/', "_"))
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("saltenv", &self.saltenv).finish_non_exhaustive()
    }
}
