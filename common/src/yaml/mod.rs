//! Salt's YAML: what its loader accepts and means, with the place of every value, and what its dumper writes.
//!
//! This is the only room that knows the YAML crate.

mod compose;
mod construct;
mod dump;
mod error;
mod events;
mod mapping;
mod marks;
mod node;
mod represent;
mod resolve;
mod scalar;
#[cfg(test)]
mod tests;

pub use dump::{DumpOptions, Flow, dump};
pub use error::{ErrorKind, YamlError};
pub use marks::{Mark, Marks, Step};

use crate::value::Value;

/// A document: its data, and where each piece of it stands in the text.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The data. An empty document is `None`.
    pub value: Value,
    /// The places.
    pub marks: Marks,
}

/// Reads one document as Salt does.
pub fn load(text: &str) -> Result<Document, YamlError> {
    let Some(mut tree) = compose::compose(text)? else {
        return Ok(Document::default());
    };
    construct::construct(&mut tree)
}
