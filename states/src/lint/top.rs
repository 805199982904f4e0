//! What the top files name, for whichever host.

use halite_common::{
    failure::{Failure, Kind},
    value::{Dict, Value},
};

use super::{Finding, Function, Rule, SaltNames, own_modules};
use crate::{
    compile::Compiler,
    top::{self, Matches, Written},
};

/// What the top files name, for whichever host.
#[derive(Clone, Debug, Default)]
pub struct TopNames {
    /// What is wrong with them.
    pub findings: Vec<Finding>,
    /// Environment and name of every SLS that is named and is there.
    pub named: Vec<(String, String)>,
}

impl Compiler<'_> {
    /// Lints the top files.
    pub fn lint_top(&self) -> TopNames {
        let broken = |failures: Vec<Failure>| TopNames {
            findings: failures.into_iter().map(|failure| Finding::new(Rule::TopFile, failure)).collect(),
            named: Vec::new(),
        };
        let given = match self.written_top() {
            Ok((matches, _)) => matches,
            Err(failures) => return broken(failures),
        };
        let merged = top::gather(&self.tree, &self.options)
            .and_then(|(tops, written)| Ok((top::merge(&tops, &self.options)?, written)));
        let (merged, written) = match merged {
            Ok(merged) => merged,
            Err(failure) => return broken(vec![failure]),
        };
        let mut names = TopNames::default();
        for (saltenv, targets) in &merged {
            let saltenv = saltenv.to_string();
            for (target, states) in targets.as_dict().into_iter().flatten() {
                let target = target.to_string();
                let search = Search { compiler: self, written: &written, given: &given, target: &target };
                search.items(&saltenv, states, &mut names);
            }
        }
        names
    }

    /// How much is known of an execution function that a template calls; `None` where the tree brings it along.
    pub fn known_function(&self, name: &str) -> Option<Function> {
        let module = name.split('.').next().unwrap_or(name);
        let mut environments =
            self.tree.environments().iter().filter_map(|env| self.tree.environment(env).ok());
        if environments.any(|environment| own_modules(&environment, "_modules").contains(module)) {
            return None;
        }
        let ours: Vec<&str> = self.registry.functions().map(|entry| entry.name).collect();
        Some(SaltNames::function(name, &ours))
    }

    /// Every SLS of the tree but the top files, by environment.
    pub fn all_sls(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for saltenv in self.tree.environments() {
            let Ok(environment) = self.tree.environment(saltenv) else { continue };
            let is_top = |sls: &String| environment.file_of(sls).as_deref() == Some(&self.options.state_top);
            let names = environment.names().iter().filter(|sls| !is_top(sls));
            all.extend(names.map(|sls| (saltenv.clone(), sls.clone())));
        }
        all
    }

    /// The path of an SLS in its environment.
    pub fn file_of(&self, saltenv: &str, sls: &str) -> Option<String> {
        self.tree.environment(saltenv).ok()?.file_of(sls)
    }
}

struct Search<'a> {
    compiler: &'a Compiler<'a>,
    written: &'a Written,
    /// What the host is given.
    given: &'a Matches,
    target: &'a str,
}

impl Search<'_> {
    fn items(&self, saltenv: &str, states: &Value, names: &mut TopNames) {
        for item in states.as_list().unwrap_or(std::slice::from_ref(states)) {
            match item {
                Value::Str(sls) => self.name(saltenv, sls, names),
                Value::Dict(options) => self.options(saltenv, options, names),
                _ => {}
            }
        }
    }

    fn options(&self, saltenv: &str, options: &Dict, names: &mut TopNames) {
        for (key, value) in options {
            let key = key.to_string();
            if key == "subfilter" {
                for (_, states) in value.as_dict().into_iter().flatten() {
                    self.items(saltenv, states, names);
                }
            } else if self.compiler.tree.knows(&key)
                && let Some(sls) = value.as_str()
            {
                self.name(&key, sls, names);
            }
        }
    }

    fn name(&self, saltenv: &str, sls: &str, names: &mut TopNames) {
        let Ok(environment) = self.compiler.tree.environment(saltenv) else { return };
        let found = environment.matching(sls);
        if found.is_empty() {
            let message = format!("the top file names `{sls}`, which is not in environment `{saltenv}`");
            let failure = Failure::new(Kind::Compile, message);
            let failure = failure.meant(sls, environment.names().iter().map(String::as_str));
            let failure = self.written.place(failure, saltenv, Some(self.target), sls);
            let finding = Finding::new(Rule::TopMissingSls, failure);
            let is_given = self.given.get(saltenv).is_some_and(|names| names.iter().any(|name| name == sls));
            // The run of another host fails.
            names.findings.push(if is_given { finding } else { finding.softened() });
        }
        names.named.extend(found.into_iter().map(|name| (saltenv.to_owned(), name)));
    }
}
