//! Bodies rendered to text, and text read as data.

use std::rc::Rc;

use halite_common::yaml::Mark;

use super::super::library::load::{self, Wrong};
use super::super::object::Object;
use super::super::raise::{Place, Raise, Result, Way};
use super::super::syntax::Loader;
use super::frame::Frame;
use super::machine::{Activation, Machine, Stop};
use super::origin::{Origin, Output};

impl Machine {
    /// Renders a fragment of the running template in a scope inside of this one.
    pub(super) fn captured(
        self: &Rc<Machine>,
        fragment: usize,
        frame: &Rc<Frame>,
    ) -> std::result::Result<Output, Stop> {
        let Some(unit) = self.current() else { return Err(super::act::mismatch().into()) };
        let activation =
            Activation { unit, frame: Frame::inside(frame), loops: Vec::new(), pending: None, root: false };
        self.run(activation, fragment)
    }

    /// Puts an error in data where the data was written, in this template or another.
    fn written_at(&self, raise: Raise, origin: Option<&Origin>) -> Raise {
        let Some(origin) = origin.filter(|origin| origin.line > 0) else { return raise };
        let raise = raise.at(Place { line: origin.line, column: 0 });
        if self.current().is_some_and(|unit| unit.number == origin.template) {
            return raise;
        }
        match self.unit_names().get(origin.template as usize) {
            Some(name) => raise.leaving(name, Place::default(), Way::Import),
            None => raise,
        }
    }
}

/// Reads text as a `load_*` or `import_*` statement does. `lines` says where each line of it was written.
pub(super) fn loaded(machine: &Machine, loader: Loader, text: &str, lines: &[Origin]) -> Result<Object> {
    let origin = |mark: Mark| lines.get(mark.line.max(1) as usize - 1);
    match loader {
        Loader::Yaml => load::yaml(machine, text).map_err(|wrong| match wrong {
            Wrong::Yaml(error) => {
                let hint = error.hint(text, &|mark| format!("line {}", origin(mark).map_or(0, |o| o.line)));
                let mut raise = load::unreadable(&error);
                if let Some(mark) = error.blamed() {
                    let line = text.lines().nth(mark.line.max(1) as usize - 1).unwrap_or_default();
                    raise = machine.written_at(raise.reading(line, mark.column), origin(mark));
                }
                hint.into_iter().fold(raise, Raise::advising)
            }
            Wrong::Raise(raise) => raise,
        }),
        Loader::Json => load::json(text),
        Loader::Text => Ok(Object::str(text)),
    }
}
