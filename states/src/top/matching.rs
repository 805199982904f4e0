//! Which targets of a top hold this minion, and the SLS files they name.

use halite_common::{
    failure::Failure,
    job::TargetKind,
    target::{Subject, Target},
    value::{Dict, Value},
};
use indexmap::IndexMap;

use super::Written;
use crate::{options::Options, source::Tree};

/// The SLS files (names or patterns) of each environment.
pub type Matches = IndexMap<String, Vec<String>>;

/// The SLS files that a top names for this minion.
pub(crate) fn matches(
    top: &Dict,
    subject: &dyn Subject,
    tree: &Tree<'_>,
    options: &Options,
    written: &Written,
) -> Result<Matches, Failure> {
    let mut found = Matches::new();
    for (saltenv, targets) in top {
        let saltenv = saltenv.to_string();
        if options.saltenv.as_ref().is_some_and(|only| *only != saltenv) {
            continue;
        }
        for (target, states) in targets.as_dict().into_iter().flatten() {
            let search = Search { saltenv: &saltenv, subject, groups: &options.nodegroups, tree };
            let target = target.to_string();
            search
                .target(&target, states, &mut found)
                .map_err(|failure| written.place(failure, &saltenv, Some(&target), "match"))?;
        }
    }
    Ok(found)
}

struct Search<'a> {
    saltenv: &'a str,
    subject: &'a dyn Subject,
    groups: &'a Dict,
    tree: &'a Tree<'a>,
}

impl Search<'_> {
    fn target(&self, target: &str, states: &Value, found: &mut Matches) -> Result<(), Failure> {
        let one = std::slice::from_ref(states);
        let items = states.as_list().unwrap_or(one);
        let matcher = items.iter().rev().find_map(|item| item.get("match"));
        let kind = match matcher {
            Some(name) => name.to_string().parse()?,
            None => TargetKind::Compound,
        };
        if !Target::with_groups(kind, target, ":", self.groups)?.matches(self.subject) {
            return Ok(());
        }
        found.entry(self.saltenv.to_owned()).or_default();
        for item in items {
            self.item(item, found)?;
        }
        Ok(())
    }

    fn item(&self, item: &Value, found: &mut Matches) -> Result<(), Failure> {
        match item {
            Value::Str(sls) => {
                found.entry(self.saltenv.to_owned()).or_default().push(sls.clone());
            }
            Value::Dict(options) => {
                let nested = options.get("subfilter").and_then(Value::as_dict);
                for (target, states) in nested.into_iter().flatten() {
                    self.target(&target.to_string(), states, found)?;
                }
                // `- dev: webserver` takes an SLS of another environment; `match:` names none and falls out.
                let last = options.iter().rfind(|(key, _)| key.as_str() != Some("subfilter"));
                if let Some((saltenv, sls)) = last.filter(|(env, _)| self.tree.knows(&env.to_string())) {
                    found.entry(saltenv.to_string()).or_default().push(sls.to_string());
                }
            }
            _ => {}
        }
        Ok(())
    }
}
