//! Arguments of a call.

use std::sync::Arc;

use super::Object;

/// Positional and named arguments, as a caller gave them.
#[derive(Clone, Default)]
pub struct Args {
    /// By position.
    pub positional: Vec<Object>,
    /// By name.
    pub named: Vec<(Arc<str>, Object)>,
}

impl Args {
    /// Positional arguments only.
    pub fn of(positional: Vec<Object>) -> Args {
        Args { positional, named: Vec::new() }
    }

    /// The same arguments with one more in front.
    pub fn prepend(mut self, first: Object) -> Args {
        self.positional.insert(0, first);
        self
    }

    /// Takes a named argument out.
    pub fn take(&mut self, name: &str) -> Option<Object> {
        let at = self.named.iter().position(|(n, _)| &**n == name)?;
        Some(self.named.remove(at).1)
    }
}
