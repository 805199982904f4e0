//! Which line of which template a line of rendered text came from.

use std::{collections::HashMap, sync::Arc};

use halite_common::failure::Place;

/// The line of a template that wrote a line of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The template, by its position in [`RenderedText::names`].
    pub template: u32,
    /// Line, from 1.
    pub line: u32,
}

/// Rendered text, and where each line of it came from.
#[derive(Clone, Debug, Default)]
pub struct RenderedText {
    /// The text.
    pub text: String,
    /// For each line of the text, what wrote its first character that is no blank. Shorter than the text where it is
    /// not known.
    pub origins: Vec<Origin>,
    /// The templates' names, as in [`crate::Template::name`].
    pub names: Vec<Arc<str>>,
    /// The texts of the templates by name, to show their lines.
    pub templates: HashMap<Arc<str>, Arc<str>>,
}

impl RenderedText {
    /// Text that is its own template: each line comes from itself.
    pub fn verbatim(name: &Arc<str>, text: &Arc<str>) -> RenderedText {
        let lines = u32::try_from(text.split('\n').count()).unwrap_or(u32::MAX);
        RenderedText {
            text: text.as_ref().to_owned(),
            origins: (1..=lines).map(|line| Origin { template: 0, line }).collect(),
            names: vec![Arc::clone(name)],
            templates: HashMap::from([(Arc::clone(name), Arc::clone(text))]),
        }
    }

    /// The template's place for a line of the text, from 1. Past the end it is the last line's.
    pub fn place(&self, line: u32) -> Option<Place> {
        let index = (line.max(1) as usize - 1).min(self.origins.len().checked_sub(1)?);
        let Origin { template, line } = self.origins[index];
        let name = self.names.get(template as usize)?;
        let text = self.templates.get(name);
        Some(Place {
            file: name.as_ref().to_owned(),
            line,
            text: text.and_then(|t| t.lines().nth(line.max(1) as usize - 1)).map(str::to_owned),
            ..Place::default()
        })
    }
}
