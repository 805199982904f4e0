//! The face of the compiler: what `state.apply` and the `state.show_*` functions ask for.
//!
//! Runs nothing. Every error is a [`Failure`] with Salt's words as its message, and the place in the user's file.

use std::sync::Arc;

use halite_common::{
    failure::{Failure, Kind},
    target::Subject,
    value::{Dict, Value},
};

use crate::{
    declare::Registry,
    high::{self, Assembly},
    low::{Lowering, Plan, lower},
    options::Options,
    source::{SlsSource, Sources, Tree},
    top::{self, Matches, Written},
};

/// Compiles SLS files to high data and low state.
pub struct Compiler<'a> {
    pub(crate) tree: Tree<'a>,
    pub(crate) subject: &'a dyn Subject,
    pub(crate) registry: Registry,
    pub(crate) grains: Arc<Dict>,
    pub(crate) options: Options,
}

/// A run to be planned: which states, and what to leave out.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// SLS names, or `id:`/`sls:` dictionaries, to leave out (`exclude=`).
    pub exclude: Vec<Value>,
    /// Of the top's SLS files, only these (`whitelist=`); empty means all.
    pub whitelist: Vec<String>,
}

type Compiled<T> = Result<T, Vec<Failure>>;

impl<'a> Compiler<'a> {
    /// A compiler over a source of SLS files, for a minion as its top file targets see it.
    pub fn new(
        source: &'a dyn SlsSource,
        subject: &'a dyn Subject,
        registry: Registry,
        options: Options,
    ) -> Compiled<Compiler<'a>> {
        let tree = Tree::new(source, &options.env_order).map_err(one)?;
        Ok(Compiler { tree, subject, registry, grains: subject.grains(), options })
    }

    /// The options it was made with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The SLS files that the top names for this minion, as `state.show_top` shows them.
    pub fn top(&self) -> Compiled<Matches> {
        self.written_top().map(|(matches, _)| matches)
    }

    /// The same, and where the top files say it.
    pub(crate) fn written_top(&self) -> Compiled<(Matches, Written)> {
        let (tops, written) = top::gather(&self.tree, &self.options).map_err(|mut failure| {
            failure.message = format!("Unable to render top file: {}", failure.message);
            vec![failure]
        })?;
        let merged = top::merge(&tops, &self.options).map_err(one)?;
        let errors = top::verify(&merged, &written);
        if !errors.is_empty() {
            return Err(errors);
        }
        let matches =
            top::matches(&merged, self.subject, &self.tree, &self.options, &written).map_err(one)?;
        Ok((matches, written))
    }

    /// SLS names as the matches of one environment: the chosen one, else `base`.
    pub fn named(&self, sls: &[String]) -> Matches {
        let saltenv = self.options.saltenv.clone().unwrap_or_else(|| "base".into());
        Matches::from_iter([(saltenv, sls.to_vec())])
    }

    /// The high data as `state.show_highstate` shows it.
    pub fn show_highstate(&self) -> Compiled<Dict> {
        let (matches, written) = self.written_top()?;
        let (high, _, errors) = self.assemble(&matches, &written);
        sound(high, errors)
    }

    /// The high data of some SLS files as `state.show_sls` shows it.
    pub fn show_sls(&self, sls: &[String]) -> Compiled<Dict> {
        let matches = self.named(sls);
        let (high, sources, mut errors) = self.assemble(&matches, &Written::default());
        errors.extend(high::verify(&high, &sources));
        sound(high, errors)
    }

    /// The low state as `state.show_lowstate` shows it.
    pub fn show_lowstate(&self) -> Compiled<Vec<Dict>> {
        Ok(self.shown_highstate()?.low_state())
    }

    /// The highstate as it is shown: an empty top is no error, and all errors are told at once.
    pub fn shown_highstate(&self) -> Compiled<Plan> {
        let (matches, written) = self.written_top()?;
        self.shown(&matches, &written)
    }

    /// Some SLS files as they are shown, as if a top file named just them.
    pub fn shown_sls(&self, sls: &[String]) -> Compiled<Plan> {
        self.shown(&self.named(sls), &Written::default())
    }

    fn shown(&self, matches: &Matches, written: &Written) -> Compiled<Plan> {
        let (mut high, sources, mut errors) = self.assemble(matches, written);
        errors.extend(high::reconcile_extend(&mut high, &sources, false));
        errors.extend(high::verify(&high, &sources));
        errors.extend(high::requisite_in(&mut high, &sources, &self.options.disabled_requisites));
        high::apply_exclude(&mut high);
        let high = sound(high, errors)?;
        self.arrange(high, sources)
    }

    /// The low state of some SLS files as `state.show_low_sls` shows it: without extensions and reverse requisites.
    pub fn show_low_sls(&self, sls: &[String]) -> Compiled<Vec<Dict>> {
        let matches = self.named(sls);
        let (high, sources, mut errors) = self.assemble(&matches, &Written::default());
        errors.extend(high::verify(&high, &sources));
        let high = sound(high, errors)?;
        Ok(self.arrange(high, sources)?.low_state())
    }

    /// The SLS names of every environment, used by the top or not, for `state.show_state_usage`.
    pub fn available(&self) -> Compiled<Matches> {
        let environments = self.tree.environments().iter();
        environments
            .map(|env| {
                let names = self.tree.environment(env).map_err(one)?.names().to_vec();
                Ok((env.clone(), names))
            })
            .collect()
    }

    /// Plans the highstate. `Ok(None)` where the top names nothing for this minion.
    pub fn plan_highstate(&self, selection: &Selection) -> Compiled<Option<Plan>> {
        let (mut matches, written) = self.written_top()?;
        if matches.is_empty() {
            return Ok(None);
        }
        if !selection.whitelist.is_empty() {
            matches.values_mut().for_each(|names| names.retain(|sls| selection.whitelist.contains(sls)));
            matches.retain(|_, names| !names.is_empty());
        }
        self.plan_matches(&matches, &written, &selection.exclude).map(Some)
    }

    /// Plans some SLS files.
    pub fn plan_sls(&self, sls: &[String], selection: &Selection) -> Compiled<Plan> {
        self.plan_matches(&self.named(sls), &Written::default(), &selection.exclude)
    }

    /// Plans some SLS files for `state.sls_id`, which leaves extensions of the files aside.
    pub fn plan_sls_id(&self, sls: &[String]) -> Compiled<Plan> {
        let matches = self.named(sls);
        let (mut high, sources, mut errors) = self.assemble(&matches, &Written::default());
        errors.extend(high::verify(&high, &sources));
        errors.extend(high::requisite_in(&mut high, &sources, &self.options.disabled_requisites));
        let high = sound(high, errors)?;
        self.arrange(high, sources)
    }

    /// Plans high data that came from elsewhere (`state.high`, `state.template`).
    pub fn plan_high(&self, high: Dict) -> Compiled<Plan> {
        self.plan(high, Sources::default())
    }

    /// Plans a rendered text (`state.template_str`): declarations are padded, includes are refused.
    pub fn plan_template(&self, name: &str, rendered: Value) -> Compiled<Plan> {
        let Value::Dict(mut high) = rendered else {
            return Err(one(compile(format!("Template {name} does not render to a dictionary"))));
        };
        if let Some(word) = ["include", "exclude", "extends"].into_iter().find(|word| high.contains(word)) {
            return Err(one(compile(format!(
                "The '{word}' declaration found on '{name}' is invalid when rendering single templates"
            ))));
        }
        let mut errors = Vec::new();
        for (id, body) in high.iter_mut() {
            errors.extend(high::declare_template(name, id, body).into_iter().map(compile));
        }
        self.plan(sound(high, errors)?, Sources::default())
    }

    /// Plans low chunks that came from elsewhere (`state.low`, `state.single`, `state.pkg`).
    pub fn plan_low(&self, chunks: Vec<Dict>) -> Compiled<Plan> {
        let lowering = Lowering::of(chunks);
        Plan::arrange(lowering, Sources::default(), Dict::new(), &self.options, self.registry, &self.grains)
    }

    fn plan_matches(&self, matches: &Matches, written: &Written, exclude: &[Value]) -> Compiled<Plan> {
        let (mut high, sources, errors) = self.assemble(matches, written);
        if !errors.is_empty() {
            return Err(errors);
        }
        high::add_exclude(&mut high, exclude);
        self.plan(high, sources)
    }

    fn plan(&self, mut high: Dict, sources: Sources) -> Compiled<Plan> {
        let mut errors = high::reconcile_extend(&mut high, &sources, false);
        errors.extend(high::verify(&high, &sources));
        if !errors.is_empty() {
            return Err(errors);
        }
        errors.extend(high::requisite_in(&mut high, &sources, &self.options.disabled_requisites));
        high::apply_exclude(&mut high);
        let high = sound(high, errors)?;
        self.arrange(high, sources)
    }

    pub(crate) fn assemble(&self, matches: &Matches, written: &Written) -> (Dict, Sources, Vec<Failure>) {
        Assembly::new(&self.tree, matches, written, self.options.auto_order).assemble()
    }

    fn arrange(&self, high: Dict, sources: Sources) -> Compiled<Plan> {
        let lowering = lower(&high, &self.grains);
        Plan::arrange(lowering, sources, high, &self.options, self.registry, &self.grains)
    }
}

fn one(failure: Failure) -> Vec<Failure> {
    vec![failure]
}

fn compile(message: String) -> Failure {
    Failure::new(Kind::Compile, message)
}

fn sound<T>(value: T, errors: Vec<Failure>) -> Compiled<T> {
    if errors.is_empty() { Ok(value) } else { Err(errors) }
}
