//! The files of a case, as the engine's source of SLS files.

use std::{collections::BTreeMap, sync::Arc};

use halite_common::failure::{Failure, Kind};
use halite_render::{Context, NoFunctions, NoSource, Rendered, Renderers, Template, render};
use halite_states::source::{RenderSls, SlsSource};

/// The files by environment and path.
#[derive(Debug, Default)]
pub(crate) struct CaseTree(BTreeMap<String, BTreeMap<String, String>>);

impl CaseTree {
    /// Adds `web/init.sls`, or `dev:top.sls` of another environment.
    pub(crate) fn add(&mut self, name: &str, text: String) {
        let (saltenv, path) = name.split_once(':').unwrap_or(("base", name));
        self.0.entry(saltenv.to_owned()).or_default().insert(path.to_owned(), text);
    }
}

impl SlsSource for CaseTree {
    fn environments(&self) -> Result<Vec<String>, Failure> {
        Ok(self.0.keys().cloned().collect())
    }

    fn files(&self, saltenv: &str) -> Result<Vec<String>, Failure> {
        Ok(self.0.get(saltenv).map(|files| files.keys().cloned().collect()).unwrap_or_default())
    }

    fn render(&self, request: &RenderSls<'_>) -> Result<Rendered, Failure> {
        let text = &self.0[request.saltenv][request.path];
        let context = Context::new(request.saltenv, Arc::new(NoSource), Arc::new(NoFunctions));
        let template = Template::of_path(request.path, text.as_str());
        render(&template, &context, &Renderers { default: "yaml".into(), ..Renderers::default() })
            .map_err(|error| error.failure(Kind::Compile))
    }
}
