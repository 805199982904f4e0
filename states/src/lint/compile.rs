//! Compiles as a run does, and goes on where a run would stop.

use halite_common::failure::Failure;

use super::{Finding, Include, Rule, chunk::Checks, include, own_modules};
use crate::{
    compile::Compiler,
    high,
    low::{Low, Plan, lower},
    source::Sources,
    top::{Matches, Written},
};

/// What was found in some SLS files that are compiled together.
#[derive(Clone, Debug, Default)]
pub struct Linted {
    /// What was found.
    pub findings: Vec<Finding>,
    /// Environment and name of every SLS that took part and was rendered.
    pub rendered: Vec<(String, String)>,
    /// Every include of them.
    pub includes: Vec<Include>,
}

impl Compiler<'_> {
    /// Lints an SLS as if the top file named just it.
    pub fn lint_sls(&self, saltenv: &str, sls: &str) -> Linted {
        let matches = Matches::from_iter([(saltenv.to_owned(), vec![sls.to_owned()])]);
        self.lint(&matches, &Written::default())
    }

    /// Lints what the top file gives the host; what is wrong with the top file itself is told by `lint_top`.
    pub fn lint_highstate(&self) -> Linted {
        let Ok((matches, written)) = self.written_top() else { return Linted::default() };
        let mut linted = self.lint(&matches, &written);
        linted.findings.retain(|finding| finding.rule != Rule::TopMissingSls);
        linted
    }

    fn lint(&self, matches: &Matches, written: &Written) -> Linted {
        let (mut high, sources, errors) = self.assemble(matches, written);
        let whole = errors.is_empty();
        let mut findings = classified(errors, Rule::of_assembly);
        let extending = high::reconcile_extend(&mut high, &sources, false);
        findings.extend(classified(high::verify(&high, &sources), |_| Rule::Malformed));
        let mut pointing = high::requisite_in(&mut high, &sources, &self.options.disabled_requisites);
        pointing.splice(0..0, extending);
        high::apply_exclude(&mut high);
        let lowering = lower(&high, &self.grains);
        findings.extend(self.chunks(&lowering.chunks, &sources));
        let (includes, useless) = include::all(&sources);
        findings.extend(useless);
        // Where an SLS is missing or broken, what others mean by its ids is not known.
        if whole {
            findings.extend(classified(pointing, Rule::of_extension));
            let is_error = |finding: &Finding| {
                matches!(finding.rule, Rule::Malformed | Rule::ExtendNowhere | Rule::RequisiteNowhere)
            };
            if !findings.iter().any(is_error) {
                let plan = Plan::arrange(
                    lowering,
                    sources.clone(),
                    high,
                    &self.options,
                    self.registry,
                    &self.grains,
                );
                findings.extend(classified(plan.err().unwrap_or_default(), Rule::of_requisites));
            }
        }
        let mut rendered: Vec<(String, String)> =
            sources.all().map(|(saltenv, sls, ..)| (saltenv.to_owned(), sls.to_owned())).collect();
        rendered.sort();
        Linted { findings, rendered, includes }
    }

    fn chunks(&self, chunks: &[Low], sources: &Sources) -> Vec<Finding> {
        let own = self.tree.environments().iter().filter_map(|env| self.tree.environment(env).ok());
        let own = own.flat_map(|environment| own_modules(&environment, "_states")).collect();
        let checks = Checks { registry: self.registry, sources, tree: &self.tree, own: &own };
        chunks.iter().flat_map(|low| checks.chunk(low)).collect()
    }
}

pub(super) fn classified(failures: Vec<Failure>, rule: impl Fn(&Failure) -> Rule) -> Vec<Finding> {
    failures.into_iter().map(|failure| Finding::new(rule(&failure), failure)).collect()
}
