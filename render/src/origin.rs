//! Which line of which template a line of rendered text came from.

use std::{collections::HashMap, sync::Arc};

use halite_common::failure::Place;

/// The line of a template that wrote a line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The template's name, as in [`crate::Template::name`].
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// How the template came in, outermost first: `salt://a.sls, line 3`.
    pub chain: Arc<[String]>,
}

/// Rendered text, and where each line of it came from.
#[derive(Clone, Debug, Default)]
pub struct RenderedText {
    /// The text.
    pub text: String,
    /// For each line of the text, what wrote its first character that is no blank. Shorter than the text where it is
    /// not known.
    pub origins: Vec<Origin>,
    /// The texts of the templates by name, to show their lines.
    pub templates: HashMap<Arc<str>, Arc<str>>,
}

impl RenderedText {
    /// Text that is its own template: each line comes from itself.
    pub fn verbatim(name: &Arc<str>, text: &Arc<str>) -> RenderedText {
        let chain: Arc<[String]> = Arc::new([]);
        let lines = u32::try_from(text.split('\n').count()).unwrap_or(u32::MAX);
        let origin = |line| Origin { file: Arc::clone(name), line, chain: Arc::clone(&chain) };
        RenderedText {
            text: text.as_ref().to_owned(),
            origins: (1..=lines).map(origin).collect(),
            templates: HashMap::from([(Arc::clone(name), Arc::clone(text))]),
        }
    }

    /// The template's place for a line of the text, from 1. Past the end it is the last line's.
    pub fn place(&self, line: u32) -> Option<Place> {
        let index = (line.max(1) as usize - 1).min(self.origins.len().checked_sub(1)?);
        Some(self.place_of(&self.origins[index]))
    }

    /// An origin as a place, with the text of its line.
    pub fn place_of(&self, origin: &Origin) -> Place {
        let text = self.templates.get(&origin.file);
        Place {
            file: origin.file.as_ref().to_owned(),
            line: origin.line,
            column: 0,
            text: text.and_then(|t| t.lines().nth(origin.line.max(1) as usize - 1)).map(str::to_owned),
            chain: origin.chain.to_vec(),
            ..Place::default()
        }
    }
}
