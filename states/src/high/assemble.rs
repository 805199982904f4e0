//! Renders the SLS files of a run, follows their includes, and joins them to one high data.

use std::collections::HashSet;

use halite_common::{
    failure::{Failure, Kind, nearest},
    value::{Dict, Key, Value},
};

use super::{declare, include, is_internal, list_of, text};
use crate::{
    source::{RenderSls, Sources, Spot, Tree},
    top::{Matches, Written},
};

/// High data in the making.
pub(crate) struct Assembly<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) matches: &'a Matches,
    written: &'a Written,
    pub(super) errors: Vec<Failure>,
    pub(super) rendered: HashSet<(String, String)>,
    pub(super) sources: Sources,
    auto_order: bool,
    next_order: i128,
}

/// An SLS file on its way into high data.
pub(crate) struct Sls<'s> {
    pub(crate) name: &'s str,
    pub(crate) saltenv: &'s str,
    pub(crate) is_init: bool,
    pub(crate) chain: &'s [String],
}

impl<'a> Assembly<'a> {
    /// Starts empty.
    pub(crate) fn new(
        tree: &'a Tree<'a>,
        matches: &'a Matches,
        written: &'a Written,
        auto_order: bool,
    ) -> Assembly<'a> {
        Assembly {
            tree,
            matches,
            written,
            errors: Vec::new(),
            rendered: HashSet::new(),
            sources: Sources::default(),
            auto_order,
            next_order: 10_000,
        }
    }

    /// Renders everything that matches. Gives the high data, the files as rendered, and what went wrong.
    pub(crate) fn assemble(mut self) -> (Dict, Sources, Vec<Failure>) {
        let mut high = Dict::new();
        let matches = self.matches;
        for (saltenv, patterns) in matches {
            if !self.tree.knows(saltenv) {
                let message = format!("No matching salt environment for environment '{saltenv}' found");
                self.errors.push(Failure::new(Kind::Compile, message));
                continue;
            }
            for pattern in patterns {
                self.pattern(pattern, saltenv, &mut high);
            }
        }
        single_extends(&mut high);
        (high, self.sources, self.errors)
    }

    fn pattern(&mut self, pattern: &str, saltenv: &str, high: &mut Dict) {
        let mut names = match self.tree.environment(saltenv) {
            Ok(environment) => environment.matching(pattern),
            Err(failure) => return self.errors.push(failure),
        };
        if names.is_empty() {
            names.push(pattern.to_owned());
        }
        for sls in names {
            if self.rendered.contains(&(saltenv.to_owned(), sls.clone())) {
                continue;
            }
            let before = self.errors.len();
            let state = self.state(&sls, saltenv, &[]);
            self.merge(high, state);
            self.name_missing(before, pattern, saltenv);
        }
    }

    /// Says of an SLS that was asked for itself, and is not there, what Salt says.
    fn name_missing(&mut self, from: usize, pattern: &str, saltenv: &str) {
        let this = format!("SLS {pattern} in saltenv");
        let hint = self.near_sls(pattern, saltenv);
        for failure in &mut self.errors[from..] {
            if failure.message.contains("is not available") && failure.message.contains(&this) {
                failure.message = format!("No matching sls found for '{pattern}' in env '{saltenv}'");
                failure.hint = hint.clone();
                *failure = self.written.place(failure.clone(), saltenv, None, pattern);
            }
        }
    }

    /// Suggests the SLS with the nearest name.
    pub(super) fn near_sls(&self, sls: &str, saltenv: &str) -> Option<String> {
        let environment = self.tree.environment(saltenv).ok()?;
        let near = nearest(sls, environment.names().iter().map(String::as_str))?;
        Some(format!("did you mean `{near}`?"))
    }

    /// Renders one SLS and all that it includes.
    pub(super) fn state(&mut self, sls: &str, saltenv: &str, chain: &[String]) -> Dict {
        let file = match self.tree.environment(saltenv) {
            Ok(environment) => environment.file_of(sls),
            Err(failure) => {
                self.errors.push(failure);
                return Dict::new();
            }
        };
        let Some(file) = file else {
            self.errors.push(self.not_available(sls, saltenv));
            return Dict::new();
        };
        let request = RenderSls { path: &file, saltenv, sls: Some(sls), chain };
        let rendered = self.tree.source().render(&request);
        self.rendered.insert((saltenv.to_owned(), sls.to_owned()));
        match rendered {
            Ok(rendered) => {
                self.sources.keep(saltenv, sls, &file, chain, rendered.clone());
                let is_init = file.ends_with("/init.sls");
                self.declared(rendered.value, &file, &Sls { name: sls, saltenv, is_init, chain })
            }
            Err(mut failure) => {
                failure.message = format!("Rendering SLS '{saltenv}:{sls}' failed: {}", failure.message);
                self.errors.push(failure);
                Dict::new()
            }
        }
    }

    fn not_available(&self, sls: &str, saltenv: &str) -> Failure {
        let message = format!(
            "Specified SLS {sls} in saltenv {saltenv} is not available on the salt master or through a \
             configured fileserver"
        );
        let failure = Failure::new(Kind::Compile, message);
        match self.near_sls(sls, saltenv) {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }

    fn declared(&mut self, value: Value, file: &str, sls: &Sls<'_>) -> Dict {
        let mut state = match value {
            Value::Dict(state) => state,
            empty if !empty.is_truthy() => return Dict::new(),
            other => {
                let message = format!("SLS {} does not render to a dictionary", sls.name);
                self.wrong(sls, message, &Spot::default());
                if let Some(last) = self.errors.last_mut() {
                    last.hint =
                        Some("write each id at the left margin, with a colon, and its states below".into());
                }
                let message = format!("Error when rendering state with contents: {other}");
                self.wrong(sls, message, &Spot::default());
                return Dict::new();
            }
        };
        let included = include::take(&mut state);
        if included.is_none() {
            let message = format!("Include Declaration in SLS {} is not formed as a list", sls.name);
            self.wrong(sls, message, &Spot { id: Some(&Key::from("include")), ..Spot::default() });
        }
        for wrong in declare::declare(&mut state, sls.name, sls.saltenv) {
            let spot = Spot { id: wrong.id.as_ref(), state: wrong.state.as_deref(), ..Spot::default() };
            self.wrong(sls, wrong.message, &spot);
            if let (Some(last), Some(hint)) = (self.errors.last_mut(), wrong.hint) {
                last.hint = Some(hint.to_owned());
            }
        }
        self.include(&included.unwrap_or_default(), file, sls, &mut state);
        if self.auto_order {
            declare::number(&mut state, &mut self.next_order);
        }
        state
    }

    /// Notes an error at a spot of an SLS.
    pub(super) fn wrong(&mut self, sls: &Sls<'_>, message: impl Into<String>, spot: &Spot<'_>) {
        let spot = Spot { saltenv: sls.saltenv, sls: sls.name, ..*spot };
        self.errors.push(self.sources.failure(message, &spot));
    }

    /// Adds the ids of one SLS to others, and reports those that both have.
    pub(super) fn merge(&mut self, high: &mut Dict, mut state: Dict) {
        for key in ["__extend__", "__exclude__"] {
            if let Some(Value::List(items)) = state.remove(key) {
                list_of(high, key).extend(items);
            }
        }
        for (id, body) in state {
            if let Some(before) = high.get_key(&id).filter(|before| **before != body) {
                let failure = self.conflict(&id, before, &body);
                self.errors.push(failure);
            }
            high.insert(id, body);
        }
    }

    fn conflict(&self, id: &Key, before: &Value, after: &Value) -> Failure {
        let message = format!(
            "Detected conflicting IDs, SLS IDs need to be globally unique.\n    The conflicting ID is '{id}' \
             and is found in SLS '{}:{}' and SLS '{}:{}'",
            text(before, "__env__"),
            text(before, "__sls__"),
            text(after, "__env__"),
            text(after, "__sls__"),
        );
        let spot = |body| Spot {
            saltenv: text(body, "__env__"),
            sls: text(body, "__sls__"),
            id: Some(id),
            ..Spot::default()
        };
        let failure = self.sources.failure(message, &spot(after));
        match self.sources.place(&spot(before)) {
            Some(place) => failure.hint(format!("rename one of them; the other is in {place}")),
            None => failure,
        }
    }
}

/// Puts each extension into a dictionary of its own, and drops those that occur twice.
fn single_extends(high: &mut Dict) {
    let Some(Value::List(extensions)) = high.get_mut("__extend__") else { return };
    let mut single: Vec<Value> = Vec::new();
    for (id, body) in std::mem::take(extensions).into_iter().filter_map(Value::into_dict).flatten() {
        let one = Value::Dict(Dict::from([(id, body)]));
        if !single.contains(&one) {
            single.push(one);
        }
    }
    *extensions = single;
}

/// Adds what the caller excludes (`exclude=`) to what the files exclude.
pub(crate) fn add_exclude(high: &mut Dict, exclude: &[Value]) {
    if !exclude.is_empty() {
        list_of(high, "__exclude__").extend(exclude.iter().cloned());
    }
}

/// Marks every id of an included SLS with the SLS that includes it.
pub(super) fn mark_included(state: &mut Dict, by: &str) {
    for (_, body) in state.iter_mut().filter(|(id, _)| !is_internal(id)) {
        if let Some(body) = body.as_dict_mut() {
            list_of(body, "__sls_included_from__").push(by.into());
        }
    }
}
