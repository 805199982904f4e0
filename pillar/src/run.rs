//! One compilation for one minion: from the top file to the merged pillar.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use halite_common::{
    failure::{Kind, Place},
    target::Known,
    value::{Dict, Value},
};
use halite_render::{Context, RenderError, Rendered, Template, render};

use crate::{
    Compiled, Compiler, Request,
    avail::{Avail, Found},
    functions::{Beneath, Witness},
    problem::Problem,
    sls::Walk,
    top::{Matches, Top},
};

/// An SLS to be used, and where it is named.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) sls: String,
    pub(crate) place: Option<Place>,
}

pub(crate) struct Run<'a> {
    pub(crate) compiler: &'a Compiler,
    pub(crate) request: &'a Request,
    pub(crate) avail: Avail<'a>,
    /// The pillar environment, if only one is used.
    pub(crate) pillarenv: Option<String>,
    /// What every template sees.
    pub(crate) base: Context,
    /// Sees whether templates look at this host.
    witness: Arc<Witness>,
    pub(crate) problems: Vec<Problem>,
    /// SLS names that may be missing, by environment.
    pub(crate) ignored: HashMap<String, HashSet<String>>,
    /// The targets that took the minion by its grains.
    pub(crate) by_grain: Vec<String>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        compiler: &'a Compiler,
        request: &'a Request,
        functions: Arc<dyn halite_render::Functions>,
    ) -> Run<'a> {
        let witness = Arc::new(Witness::new(functions));
        let base = base_context(compiler, request, Arc::clone(&witness) as Arc<dyn halite_render::Functions>);
        let pillarenv = compiler.pillarenv(request);
        let wanted = pillarenv.as_deref().or(request.saltenv.as_deref()).unwrap_or("base");
        let avail = Avail::new(&compiler.roots, wanted);
        Run {
            compiler,
            request,
            avail,
            pillarenv,
            base,
            witness,
            problems: Vec::new(),
            ignored: HashMap::new(),
            by_grain: Vec::new(),
        }
    }

    /// The pillar, whole.
    pub(crate) fn compile(mut self) -> Compiled {
        let tops = self.tops();
        let mut top_problems = std::mem::take(&mut self.problems);
        let merged = self.merge_tops(&tops);
        top_problems.append(&mut self.problems);
        let mut pillar = if self.compiler.settings.ext_first {
            self.sources_first(&merged)
        } else {
            self.tree_first(&merged)
        };
        self.problems.append(&mut top_problems);
        if self.compiler.settings.with_options {
            let mut options = self.compiler.options.as_ref().clone();
            options.insert("saltversion", halite_common::version::SALT);
            pillar.insert("master", Value::Dict(options));
        }
        if !self.problems.is_empty() {
            pillar.insert("_errors", texts(&self.problems));
        }
        let mut pillar = self.merge(pillar, self.request.overrides.clone());
        let before = self.problems.len();
        self.decrypt(&mut pillar);
        if before < self.problems.len() {
            pillar.insert("_errors", texts(&self.problems));
        }
        let elsewhere = self.compiler.looks_elsewhere() || self.witness.has_looked();
        let lasting = !elsewhere && self.problems.is_empty();
        let failures = self.problems.into_iter().map(|problem| problem.failure).collect();
        Compiled { pillar, failures, by_grain: self.by_grain, lasting }
    }

    /// The pillar tree, then the sources of `ext_pillar` over it.
    fn tree_first(&mut self, top: &Top) -> Dict {
        let matches = self.matches(top, &Arc::default());
        let pillar = self.pillar(&matches);
        if !self.compiler.looks_elsewhere() {
            return pillar;
        }
        let minion = self.minion(Arc::new(self.without_overrides(&pillar)));
        let sources = self.external(&minion);
        if sources.is_empty() { pillar } else { self.laid_over(pillar, sources) }
    }

    /// The sources of `ext_pillar`, then the pillar tree over them; its top files' targets and templates see the sources.
    fn sources_first(&mut self, top: &Top) -> Dict {
        let minion = self.minion(Arc::default());
        let sources = self.external(&minion);
        // What the minion has chosen for itself must not choose its SLS files.
        let known = Arc::new(sources.iter().cloned().fold(Dict::new(), |base, over| self.merge(base, over)));
        let seen = Arc::new(self.laid_over(self.request.overrides.clone(), sources));
        let others = Arc::clone(&self.base.functions);
        self.base.functions = Arc::new(Beneath { others, pillar: Arc::clone(&seen) });
        self.base.set("pillar", Arc::clone(&seen));
        let matches = self.matches(top, &known);
        let tree = self.pillar(&matches);
        self.merge(seen.as_ref().clone(), tree)
    }

    /// Values from the command line, then sources over a pillar.
    fn laid_over(&self, pillar: Dict, sources: Vec<Dict>) -> Dict {
        let overrides = Some(self.request.overrides.clone()).filter(|overrides| !overrides.is_empty());
        overrides.into_iter().chain(sources).fold(pillar, |base, over| self.merge(base, over))
    }

    /// The minion as targets see it.
    pub(crate) fn minion(&self, pillar: Arc<Dict>) -> Known {
        Known { id: self.request.id.clone(), grains: Arc::clone(&self.request.grains), pillar }
    }

    fn without_overrides(&self, pillar: &Dict) -> Dict {
        let mut own = pillar.clone();
        own.retain(|key, _| !self.request.overrides.contains_key(key));
        own
    }

    /// The SLS files of all matched environments, laid over each other.
    fn pillar(&mut self, matches: &Matches) -> Dict {
        let mut pillar = self.request.overrides.clone();
        for (environment, names) in self.in_order(matches) {
            let mut walk = Walk::of(environment);
            for named in self.expanded(environment, names) {
                let state = self.sls(&named, &mut walk, &Dict::new());
                if let Some(Value::Dict(state)) = state {
                    pillar = self.merge(pillar, state);
                }
            }
        }
        pillar
    }

    /// The matched environments, those of `env_order` first and in its order.
    fn in_order<'m>(&self, matches: &'m Matches) -> Vec<(&'m String, &'m Vec<Named>)> {
        let order = &self.compiler.settings.env_order;
        let first = order.iter().filter_map(|environment| matches.get_key_value(environment));
        let rest = matches.iter().filter(|(environment, _)| !order.contains(environment));
        first.chain(rest).collect()
    }

    /// Names with globs replaced by what they fit.
    fn expanded(&mut self, environment: &str, names: &[Named]) -> Vec<Named> {
        let mut all = Vec::new();
        for named in names {
            match self.avail.matching(environment, &named.sls) {
                Some(found) if !found.is_empty() => {
                    all.extend(found.into_iter().map(|sls| Named { sls, place: named.place.clone() }));
                }
                Some(_) => all.push(named.clone()),
                None => {
                    self.no_environment(environment, named.place.clone());
                    all.push(named.clone());
                }
            }
        }
        all
    }

    pub(crate) fn no_environment(&mut self, environment: &str, place: Option<Place>) {
        let text = format!("No matching pillar environment for environment '{environment}' found");
        self.problems.push(Problem::new(text, place));
    }

    pub(crate) fn merge(&self, base: Dict, over: Dict) -> Dict {
        let settings = &self.compiler.settings;
        settings.strategy.merge(base, over, settings.merge_lists)
    }

    /// Renders a file of the pillar tree. `sls` is empty for a top file.
    pub(crate) fn render(
        &self,
        found: &Found,
        environment: &str,
        sls: &str,
        defaults: &Dict,
    ) -> Result<Rendered, RenderProblem> {
        let name = found.real.display().to_string();
        let text = match self.compiler.roots.read(environment, &found.path, MAX_SLS) {
            Ok(Some(bytes)) => halite_render::utf8(bytes).map_err(RenderProblem::Text)?,
            Ok(None) => return Err(RenderProblem::Text("the file is gone".into())),
            Err(error) => return Err(RenderProblem::Text(halite_common::chain::print(&error))),
        };
        let mut context = self.base.clone();
        context.saltenv = environment.to_owned();
        context.set("saltenv", environment);
        for (key, value) in defaults {
            context.set(&key.to_string(), value.clone());
        }
        context.set_sls(sls, &found.path, &name);
        let template = Template { name: name.into(), path: found.path.clone(), text: text.into() };
        Ok(render(&template, &context, &self.compiler.settings.renderers)?)
    }

    /// An error in the words that `_errors` has, and whole for the log.
    pub(crate) fn rendering_failed(&self, what: &str, text: String, error: &RenderProblem) -> Problem {
        let mut problem = Problem::new(text, None);
        problem.failure = match error {
            RenderProblem::Render(error) => error.failure(Kind::Pillar),
            RenderProblem::Text(_) => problem.failure,
        };
        problem.failure.message = format!("Rendering {what} failed: {error}");
        if let Some(place) = problem.failure.place.as_mut().filter(|place| place.rendered.is_some()) {
            // The log is no place for what pillar renders to.
            place.rendered = None;
            place.column = 0;
        }
        problem
    }
}

/// What the minion is told.
fn texts(problems: &[Problem]) -> Value {
    problems.iter().map(|problem| problem.text.as_str()).collect()
}

/// The largest SLS that is read.
pub(crate) const MAX_SLS: u64 = 16 << 20;

/// A file that could not be read or rendered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenderProblem {
    #[error("{0}")]
    Text(String),
    #[error(transparent)]
    Render(#[from] RenderError),
}

impl RenderProblem {
    /// The error in Salt's words.
    pub(crate) fn salt_text(&self) -> String {
        match self {
            RenderProblem::Text(text) => text.clone(),
            RenderProblem::Render(error) => error.salt_text(),
        }
    }
}

/// What every template of a run sees, before its own names.
fn base_context(
    compiler: &Compiler,
    request: &Request,
    functions: Arc<dyn halite_render::Functions>,
) -> Context {
    let source: Arc<dyn halite_render::Source> =
        Arc::clone(&compiler.roots) as Arc<dyn halite_render::Source>;
    let mut context = Context::new("base", source, functions);
    let mut options = compiler.options.as_ref().clone();
    options.insert("id", request.id.as_str());
    options.insert("minion_id", request.id.as_str());
    options.insert("grains", Value::Dict(request.grains.as_ref().clone()));
    options.insert("saltenv", request.saltenv.clone());
    options.insert("pillarenv", compiler.pillarenv(request));
    context
        .set("grains", Arc::clone(&request.grains))
        .set("pillar", Arc::new(Dict::new()))
        .set("opts", Arc::new(options))
        .set("proxy", Dict::new())
        .set("_pillar_rend", true);
    context
}
