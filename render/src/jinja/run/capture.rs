//! Bodies rendered to text, and text read as data.

use std::rc::Rc;
use std::sync::Arc;

use super::super::library::load;
use super::super::object::Object;
use super::super::raise::Result;
use super::super::syntax::Loader;
use super::frame::Frame;
use super::machine::{Activation, Machine, Stop};

impl Machine {
    /// Renders a fragment of the running template in a scope inside of this one.
    pub(super) fn captured(
        self: &Rc<Machine>,
        fragment: usize,
        frame: &Rc<Frame>,
    ) -> std::result::Result<Arc<str>, Stop> {
        let Some(unit) = self.current() else { return Err(super::act::mismatch().into()) };
        let activation =
            Activation { unit, frame: Frame::inside(frame), loops: Vec::new(), pending: None, root: false };
        Ok(self.run(activation, fragment)?.text.into())
    }
}

/// Reads text as a `load_*` or `import_*` statement does.
pub(super) fn loaded(machine: &Machine, loader: Loader, text: &Arc<str>) -> Result<Object> {
    match loader {
        Loader::Yaml => load::yaml(machine, text),
        Loader::Json => load::json(text),
        Loader::Text => Ok(Object::Str(text.clone())),
    }
}
