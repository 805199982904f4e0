//! The content of a source, for states of other subjects.

use halite_common::{
    declare::{OneOrMany, Text},
    value::Value,
};
use halite_states::declare::{Ask, ModuleError};

use super::{
    managed::{self, Managed},
    source::Candidate,
};

/// A source as `file.managed` takes it.
pub(crate) struct Fetched<'a> {
    /// URL or path.
    pub(crate) source: &'a str,
    /// What it must hash to.
    pub(crate) source_hash: Option<&'a Text>,
    /// The name to look for in a file of digests.
    pub(crate) source_hash_name: Option<&'a Text>,
    /// Renders it with this engine.
    pub(crate) template: Option<&'a Text>,
    /// Names for the template, over `defaults`.
    pub(crate) context: Option<&'a Value>,
    /// Names for the template.
    pub(crate) defaults: Option<&'a Value>,
}

impl Fetched<'_> {
    /// The content, verified and rendered.
    pub(crate) fn bytes(&self, ask: &Ask<'_>) -> Result<Vec<u8>, ModuleError> {
        let managed = Managed {
            source: OneOrMany(vec![Candidate::of(self.source)]),
            source_hash: self.source_hash.cloned(),
            source_hash_name: self.source_hash_name.cloned(),
            template: self.template.cloned(),
            context: self.context.cloned(),
            defaults: self.defaults.cloned(),
            ..Managed::of(self.source)
        };
        managed::fresh(&managed, ask)?.bytes(ask.probe)
    }
}
