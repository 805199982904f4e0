//! The pillar tree of a configuration, ready to compile for any minion.

use std::sync::Arc;

use halite_common::{
    failure::Failure,
    fileroots::FileRoots,
    value::{Dict, Value},
};
use halite_render::Functions;

use crate::{
    Compiled, Request,
    run::{Run, base_context},
    settings::Settings,
};

/// Compiles pillar. One for a configuration; many minions may be compiled for at once.
pub struct Compiler {
    pub(crate) roots: Arc<FileRoots>,
    pub(crate) options: Arc<Dict>,
    pub(crate) settings: Settings,
}

impl Compiler {
    /// A compiler by the options of a master, or of a minion without one.
    pub fn new(options: Arc<Dict>) -> Compiler {
        let roots = Arc::new(FileRoots::from_options(&options, "pillar_roots"));
        let settings = Settings::from_options(&options);
        Compiler { roots, options, settings }
    }

    /// The roots that it compiles from.
    pub fn roots(&self) -> &FileRoots {
        &self.roots
    }

    /// Compiles a minion's pillar. `functions` is what its templates may call as `salt['…']`.
    pub fn compile(&self, request: &Request, functions: Arc<dyn Functions>) -> Compiled {
        let context = base_context(self, request, functions);
        Run::new(self, request, context).compile()
    }

    /// The pillar SLS names that the top files give a minion, by environment, as `pillar.show_top` shows them.
    pub fn top(&self, request: &Request, functions: Arc<dyn Functions>) -> Result<Dict, Vec<Failure>> {
        let context = base_context(self, request, functions);
        let mut run = Run::new(self, request, context);
        let tops = run.tops();
        let merged = run.merge_tops(&tops);
        let matches = run.matches(&merged);
        if !run.problems.is_empty() {
            return Err(run.problems.into_iter().map(|problem| problem.failure).collect());
        }
        let names = |named: &[crate::run::Named]| named.iter().map(|n| n.sls.as_str()).collect::<Value>();
        Ok(matches.iter().map(|(environment, named)| (environment.as_str(), names(named))).collect())
    }

    /// The only pillar environment of a request, if it has one.
    pub(crate) fn pillarenv(&self, request: &Request) -> Option<String> {
        let from_saltenv = self.settings.pillarenv_from_saltenv.then(|| request.saltenv.clone()).flatten();
        request.pillarenv.clone().or(from_saltenv).or_else(|| self.settings.pillarenv.clone())
    }
}
