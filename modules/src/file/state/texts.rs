//! The texts of `file.append`, `file.prepend` and `file.blockreplace`: written out, or from templates.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Ask, RenderFile};

use crate::file::{managed::saltenv, source, text};

/// Where texts come from.
pub(super) struct Texts<'a> {
    pub(super) text: &'a Value,
    pub(super) source: Option<&'a Text>,
    pub(super) source_hash: Option<&'a Text>,
    pub(super) sources: &'a [Text],
    pub(super) source_hashes: &'a [Text],
    pub(super) template: &'a str,
    pub(super) defaults: &'a Value,
    pub(super) context: &'a Value,
}

impl Texts<'_> {
    /// All texts; the error is what the user reads.
    pub(super) fn gather(&self, ask: &Ask<'_>) -> Result<Vec<String>, String> {
        if self.source.is_some() && !self.sources.is_empty() {
            return Err("source and sources are mutually exclusive".into());
        }
        if self.source_hash.is_some() && !self.source_hashes.is_empty() {
            return Err("source_hash and source_hashes are mutually exclusive".into());
        }
        let sources: Vec<&Text> = self.source.into_iter().chain(self.sources).collect();
        if !sources.is_empty() {
            return sources.into_iter().map(|source| self.rendered(ask, source)).collect();
        }
        match self.text {
            Value::List(texts) => Ok(texts.iter().map(Value::to_string).collect()),
            Value::Null => Err("No text found to append. Nothing appended".into()),
            text => Ok(vec![text.to_string()]),
        }
    }

    fn rendered(&self, ask: &Ask<'_>, url: &str) -> Result<String, String> {
        let env = saltenv(ask);
        let failed = |_| format!("Failed to load template file {}", source::redacted(url));
        let path = ask.facts.cache_file(url, env).map_err(|error| failed(error.to_string()))?;
        let path = path.ok_or_else(|| failed(String::new()))?;
        let bytes = ask.probe.read(&path).map_err(|error| failed(error.to_string()))?;
        let mut context = Dict::new();
        for given in [self.defaults, self.context] {
            context.extend(given.as_dict().cloned().unwrap_or_default());
        }
        let text = text::decode(&bytes);
        let request = RenderFile { source: url, text: &text, engine: self.template, saltenv: env, context };
        let rendered = ask.facts.render(&request).map_err(|error| error.to_string())?;
        match rendered.is_empty() {
            true => Err(format!("Failed to read rendered template file {url}")),
            false => Ok(rendered),
        }
    }
}
