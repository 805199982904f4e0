//! Finds the place in the user's files that an error is about.
//!
//! High data moves and merges its pieces; each SLS is therefore kept as rendered, and a piece is found again by its names.

use std::{collections::HashMap, sync::Arc};

use halite_common::{
    failure::{Failure, Kind, Place},
    value::{Key, Value},
    yaml::Step,
};
use halite_render::Rendered;

/// A piece of an SLS, by its names.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spot<'a> {
    /// The environment.
    pub(crate) saltenv: &'a str,
    /// The SLS.
    pub(crate) sls: &'a str,
    /// The id, or a reserved word such as `include`.
    pub(crate) id: Option<&'a Key>,
    /// The state module, such as `file`.
    pub(crate) state: Option<&'a str>,
    /// The argument.
    pub(crate) argument: Option<&'a str>,
    /// What the argument holds there, as text: a requisite's id, an included SLS.
    pub(crate) item: Option<&'a str>,
}

/// All SLS files of a compilation as rendered.
#[derive(Clone, Default)]
pub(crate) struct Sources {
    rendered: HashMap<(String, String), Arc<Original>>,
}

struct Original {
    file: String,
    chain: Vec<String>,
    rendered: Rendered,
}

impl Sources {
    /// Keeps an SLS as rendered.
    pub(crate) fn keep(
        &mut self,
        saltenv: &str,
        sls: &str,
        file: &str,
        chain: &[String],
        rendered: Rendered,
    ) {
        let original = Original { file: format!("salt://{file}"), chain: chain.to_vec(), rendered };
        self.rendered.insert((saltenv.to_owned(), sls.to_owned()), Arc::new(original));
    }

    /// Every SLS: environment, name, path in the environment, and what it was rendered to.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str, &str, &Rendered)> {
        self.rendered.iter().map(|((saltenv, sls), original)| {
            let file = original.file.strip_prefix("salt://").unwrap_or(&original.file);
            (saltenv.as_str(), sls.as_str(), file, &original.rendered)
        })
    }

    /// A compile error at a spot, or near it: where the piece is not found, its nearest owner is taken.
    pub(crate) fn failure(&self, message: impl Into<String>, spot: &Spot<'_>) -> Failure {
        let failure = Failure::new(Kind::Compile, message);
        match self.place(spot) {
            Some(place) => failure.at(place),
            None => failure,
        }
    }

    /// The place of a spot.
    pub(crate) fn place(&self, spot: &Spot<'_>) -> Option<Place> {
        let key = (spot.saltenv.to_owned(), spot.sls.to_owned());
        let original = self.rendered.get(&key)?;
        original.place(spot)
    }
}

impl Original {
    fn place(&self, spot: &Spot<'_>) -> Option<Place> {
        let mut path = Vec::new();
        walk(&self.rendered.value, spot, &mut path);
        let mut found = self.rendered.place(&path).unwrap_or_else(|| self.head());
        found.chain.splice(0..0, self.chain.iter().cloned());
        Some(found)
    }

    fn head(&self) -> Place {
        Place { file: self.file.clone(), line: 1, ..Place::default() }
    }
}

fn walk(value: &Value, spot: &Spot<'_>, path: &mut Vec<Step>) -> Option<()> {
    let id = spot.id?;
    let mut ids = value.as_dict()?;
    if !ids.contains_key(id) {
        path.push("extend".into());
        ids = ids.get("extend")?.as_dict()?;
    }
    let body = ids.get_key(id)?;
    path.push(id.into());
    let Some(state) = spot.state else { return item(body, spot.item?, path) };
    let prefix = format!("{state}.");
    let is_state = |key: &Key| key.as_str().is_some_and(|key| key == state || key.starts_with(&prefix));
    let (key, arguments) = body.as_dict()?.iter().find(|(key, _)| is_state(key))?;
    path.push(key.into());
    let wanted = spot.argument?;
    let has = |entry: &Value| entry.get(wanted).is_some() || entry.as_str() == Some(wanted);
    let position = arguments.as_list()?.iter().position(has)?;
    path.push(position.into());
    let (key, held) = arguments.as_list()?[position].as_dict()?.iter().next()?;
    path.push(key.into());
    item(held, spot.item?, path)
}

fn item(held: &Value, wanted: &str, path: &mut Vec<Step>) -> Option<()> {
    let is_wanted = |entry: &Value| match entry {
        Value::Dict(one) => one.values().any(|value| value.as_str() == Some(wanted)),
        other => other.as_str() == Some(wanted),
    };
    path.push(Step::Index(held.as_list()?.iter().position(is_wanted)?));
    Some(())
}
