//! Where the pillar comes from.

use std::sync::Arc;

use halite_common::{
    config::Config,
    failure::Failure,
    value::{Dict, Value},
};
use halite_pillar::{Compiler, Request};
use halite_render::Functions;

/// Compiles the minion's pillar.
pub(crate) trait PillarSource: Send + Sync {
    /// The pillar; `_errors` is in it if a part of it failed. `functions` is what its templates may call.
    fn compile(&self, request: &Request, functions: Arc<dyn Functions>) -> Result<Dict, Vec<Failure>>;
}

/// The pillar of a minion without a master, from `pillar_roots`.
pub(crate) struct LocalPillar(Compiler);

impl LocalPillar {
    /// The `pillar_roots` of a configuration.
    pub(crate) fn of(config: &Config) -> LocalPillar {
        LocalPillar(Compiler::of_config(config))
    }
}

impl PillarSource for LocalPillar {
    fn compile(&self, request: &Request, functions: Arc<dyn Functions>) -> Result<Dict, Vec<Failure>> {
        let mut compiled = self.0.compile(request, functions);
        if !compiled.failures.is_empty() {
            // Nobody else's pillar is in these: the operator of this machine may read them.
            let told: Vec<String> = compiled.failures.iter().map(ToString::to_string).collect();
            compiled.pillar.insert("_errors", Value::from(told));
        }
        Ok(compiled.pillar)
    }
}
