//! Where the top files say what they say.

use halite_common::{
    failure::{Failure, Place},
    value::{Dict, Key, Value},
    yaml::Step,
};
use halite_render::Rendered;

/// The top files as rendered.
#[derive(Clone, Default)]
pub(crate) struct Written(Vec<Rendered>);

impl Written {
    /// Keeps a top file.
    pub(super) fn keep(&mut self, rendered: Rendered) {
        self.0.push(rendered);
    }

    /// Puts a failure where a target stands, or an SLS or option of it; where neither is known, at the environment.
    pub(crate) fn place(
        &self,
        mut failure: Failure,
        saltenv: &str,
        target: Option<&str>,
        item: &str,
    ) -> Failure {
        failure.place = failure.place.or_else(|| self.find(saltenv, target, item).map(Box::new));
        failure
    }

    fn find(&self, saltenv: &str, target: Option<&str>, item: &str) -> Option<Place> {
        let found =
            self.0.iter().filter_map(|top| Some((top, path(top.value.as_dict()?, saltenv, target, item)?)));
        let (top, path) = found.max_by_key(|(_, path)| path.len())?;
        top.place(&path)
    }
}

fn path(top: &Dict, saltenv: &str, target: Option<&str>, item: &str) -> Option<Vec<Step>> {
    let (section, targets) = named(top, saltenv)?;
    let mut best = vec![Step::from(section)];
    for (key, states) in targets.as_dict().into_iter().flatten() {
        if target.is_some_and(|target| key.to_string() != target) {
            continue;
        }
        let is_wanted = |entry: &Value| match entry {
            Value::Dict(option) => {
                option.iter().any(|(key, value)| key.as_str() == Some(item) || value.as_str() == Some(item))
            }
            other => other.as_str() == Some(item),
        };
        let position = states.as_list().and_then(|items| items.iter().position(is_wanted));
        let path: Vec<Step> =
            [Step::from(section), Step::from(key)].into_iter().chain(position.map(Step::from)).collect();
        if position.is_some() || target.is_some() {
            best = path;
            break;
        }
    }
    Some(best)
}

fn named<'d>(dict: &'d Dict, name: &str) -> Option<(&'d Key, &'d Value)> {
    dict.iter().find(|(key, _)| key.to_string() == name)
}
