//! One pillar SLS: rendered, and merged with what it includes.

use std::collections::HashMap;

use halite_common::value::{Dict, Value};
use halite_render::Rendered;

use crate::{
    avail::Found,
    problem::Problem,
    run::{Named, RenderProblem, Run},
};

/// The way through the SLS files of one environment.
pub(crate) struct Walk<'a> {
    pub(crate) environment: &'a str,
    /// The files that were rendered already, without what they include.
    done: HashMap<String, Option<Value>>,
    /// How many includes lead here.
    depth: usize,
}

impl<'a> Walk<'a> {
    pub(crate) fn of(environment: &'a str) -> Walk<'a> {
        Walk { environment, done: HashMap::new(), depth: 0 }
    }
}

/// How deep includes may nest.
const MAX_DEPTH: usize = 64;

impl Run<'_> {
    /// The data of an SLS with its includes; `None` if there is none.
    pub(crate) fn sls(&mut self, named: &Named, walk: &mut Walk<'_>, defaults: &Dict) -> Option<Value> {
        let sls = &named.sls;
        if walk.depth > MAX_DEPTH {
            let text = format!("SLS '{sls}' is included through more than {MAX_DEPTH} files");
            self.problems.push(Problem::new(text, named.place.clone()));
            return None;
        }
        let Some(found) = self.avail.find(walk.environment, sls) else {
            self.missing(named, walk.environment);
            return None;
        };
        match self.render(&found, walk.environment, sls, defaults) {
            Ok(rendered) => {
                walk.done.insert(sls.clone(), Some(rendered.value.clone()));
                self.with_includes(named, &found, &rendered, walk, defaults)
            }
            Err(error) => {
                walk.done.insert(sls.clone(), None);
                self.broken(sls, &error);
                None
            }
        }
    }

    fn broken(&mut self, sls: &str, error: &RenderProblem) {
        let text = if self.compiler.settings.safe_errors {
            format!("Rendering SLS '{sls}' failed. Please see master log for details.")
        } else {
            format!("Rendering SLS '{sls}' failed, render error:\n{}", error.salt_text())
        };
        let problem = self.rendering_failed(&format!("SLS '{sls}'"), text, error);
        self.problems.push(problem);
    }

    fn with_includes(
        &mut self,
        named: &Named,
        found: &Found,
        rendered: &Rendered,
        walk: &mut Walk<'_>,
        defaults: &Dict,
    ) -> Option<Value> {
        let Some((state, includes)) = self.split_includes(&named.sls, rendered) else {
            return Some(rendered.value.clone());
        };
        walk.done.insert(named.sls.clone(), Some(Value::Dict(state.clone())));
        let mut included = Vec::new();
        let mut defaults = defaults.clone();
        for (index, item) in includes.iter().enumerate() {
            let place = rendered.place(&["include".into(), index.into()]);
            let Some(include) = self.include(item, named, found, walk.environment, &mut defaults, place)
            else {
                continue;
            };
            for target in include.targets {
                let nested = match walk.done.get(&target.sls) {
                    Some(known) => known.clone(),
                    None => {
                        walk.depth += 1;
                        let nested = self.sls(&target, walk, &defaults);
                        walk.depth -= 1;
                        nested
                    }
                };
                if let Some(Value::Dict(nested)) = nested.filter(Value::is_truthy) {
                    included.push(under(nested, include.key.as_deref()));
                }
            }
        }
        Some(Value::Dict(self.merge_included(state, included)))
    }

    /// An SLS's own data and its list of includes, if it has one.
    fn split_includes(&mut self, sls: &str, rendered: &Rendered) -> Option<(Dict, Vec<Value>)> {
        let Value::Dict(state) = &rendered.value else {
            if rendered.value.is_truthy() {
                let text = format!("SLS '{sls}' does not render to a dictionary");
                self.problems.push(Problem::new(text, rendered.place(&[])));
            }
            return None;
        };
        let Value::List(includes) = state.get("include")? else {
            let text = format!("Include Declaration in SLS '{sls}' is not formed as a list");
            self.problems.push(Problem::new(text, rendered.place(&["include".into()])));
            return None;
        };
        let mut own = state.clone();
        own.remove("include");
        Some((own, includes.clone()))
    }

    /// The SLS's own values win over what it includes, unless the configuration says otherwise.
    fn merge_included(&self, state: Dict, included: Vec<Dict>) -> Dict {
        let order: Vec<Dict> = if self.compiler.settings.includes_override {
            std::iter::once(state).chain(included).collect()
        } else {
            included.into_iter().chain([state]).collect()
        };
        order.into_iter().reduce(|base, over| self.merge(base, over)).unwrap_or_default()
    }

    fn missing(&mut self, named: &Named, environment: &str) {
        let sls = &named.sls;
        if self.ignored.get(environment).is_some_and(|names| names.contains(sls)) {
            tracing::debug!(sls, environment, "skipping ignored and missing SLS");
        } else if self.avail.has_folders(environment) {
            let text = format!(
                "Specified SLS '{sls}' in environment '{environment}' is not available on the salt master"
            );
            let known = self.avail.matching(environment, "*").unwrap_or_default();
            let mut problem = Problem::new(text, named.place.clone());
            problem.failure = problem.failure.meant(sls, known.iter().map(String::as_str));
            self.problems.push(problem);
        } else {
            // Salt, too, says this to the log only.
            tracing::debug!(sls, environment, "the SLS was not found; is its environment in `pillar_roots`?");
        }
    }
}

/// Data under a key such as `a:b`.
fn under(data: Dict, key: Option<&str>) -> Dict {
    let Some(key) = key else {
        return data;
    };
    key.rsplit(':').fold(data, |inner, part| Dict::from([(part, Value::Dict(inner))]))
}
