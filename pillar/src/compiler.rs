//! The pillar tree of a configuration, ready to compile for any minion.

use std::sync::Arc;

use halite_common::{
    config::{Config, Origin},
    failure::{Failure, Place},
    fileroots::FileRoots,
    value::{Dict, Value},
};
use halite_render::Functions;
use indexmap::IndexMap;

use crate::{
    Compiled, Request,
    run::{Named, Run},
    settings::Settings,
    sls::Walk,
    top::Entry,
};

/// Compiles pillar. One for a configuration; many minions may be compiled for at once.
pub struct Compiler {
    pub(crate) roots: Arc<FileRoots>,
    pub(crate) options: Arc<Dict>,
    pub(crate) settings: Settings,
    /// Where `ext_pillar` is configured.
    pub(crate) ext_place: Option<Place>,
}

impl Compiler {
    /// A compiler by the options of a master, or of a minion without one.
    pub fn new(options: Arc<Dict>) -> Compiler {
        let roots = Arc::new(FileRoots::from_options(&options, "pillar_roots"));
        let settings = Settings::from_options(&options);
        Compiler { roots, options, settings, ext_place: None }
    }

    /// A compiler by a configuration, whose places its errors show.
    pub fn of_config(config: &Config) -> Compiler {
        let place = match config.origin("ext_pillar") {
            Origin::File(place) => Some(place.clone()),
            _ => None,
        };
        Compiler { ext_place: place, ..Compiler::new(Arc::new(config.options().clone())) }
    }

    /// Tells whether pillar is made of more than the pillar tree, the grains and the configuration.
    pub fn looks_elsewhere(&self) -> bool {
        self.options.get("ext_pillar").is_some_and(Value::is_truthy)
    }

    /// The roots that it compiles from.
    pub fn roots(&self) -> &FileRoots {
        &self.roots
    }

    /// Compiles a minion's pillar. `functions` is what its templates may call as `salt['…']`.
    pub fn compile(&self, request: &Request, functions: Arc<dyn Functions>) -> Compiled {
        Run::new(self, request, functions).compile()
    }

    /// The merged top files as a minion's grains render them, as `pillar.show_top` shows them: environment, target, and
    /// how it is matched before the SLS names.
    pub fn top(&self, request: &Request, functions: Arc<dyn Functions>) -> Result<Dict, Vec<Failure>> {
        let mut run = Run::new(self, request, functions);
        let tops = run.tops();
        let merged = run.merge_tops(&tops);
        if !run.problems.is_empty() {
            return Err(run.problems.into_iter().map(|problem| problem.failure).collect());
        }
        let shown = |targets: &IndexMap<String, Entry>| {
            targets.iter().map(|(target, entry)| (target.as_str(), entry.shown())).collect::<Dict>()
        };
        Ok(merged.iter().map(|(environment, targets)| (environment.as_str(), shown(targets))).collect())
    }

    /// Every pillar SLS by environment, named by a top file or not; the top files are not among them.
    pub fn all_sls(&self, request: &Request, functions: Arc<dyn Functions>) -> Vec<(String, String)> {
        let mut run = Run::new(self, request, functions);
        let mut all = Vec::new();
        for environment in run.avail.environments.clone() {
            let names = run.avail.matching(&environment, "*").unwrap_or_default();
            all.extend(names.into_iter().filter(|sls| sls != "top").map(|sls| (environment.clone(), sls)));
        }
        all
    }

    /// What is wrong with one pillar SLS and what it includes, for a minion that may never get it.
    pub fn check_sls(
        &self,
        request: &Request,
        functions: Arc<dyn Functions>,
        environment: &str,
        sls: &str,
    ) -> Vec<Failure> {
        let mut run = Run::new(self, request, functions);
        let named = Named { sls: sls.to_owned(), place: None };
        run.sls(&named, &mut Walk::of(environment), &Dict::new());
        run.problems.into_iter().map(|problem| problem.failure).collect()
    }

    /// The only pillar environment of a request, if it has one.
    pub(crate) fn pillarenv(&self, request: &Request) -> Option<String> {
        let from_saltenv = self.settings.pillarenv_from_saltenv.then(|| request.saltenv.clone()).flatten();
        request.pillarenv.clone().or(from_saltenv).or_else(|| self.settings.pillarenv.clone())
    }
}
