//! Assigning to names, attributes of namespaces, and several targets at once.

use std::rc::Rc;

use super::super::library::Namespace;
use super::super::object::{Object, collect};
use super::super::raise::{Raise, Result};
use super::super::syntax::Target;
use super::frame::Frame;
use super::machine::Machine;

impl Machine {
    /// Assigns in a scope.
    pub(super) fn assign(&self, target: &Target, value: Object, frame: &Rc<Frame>) -> Result<()> {
        match target {
            Target::Name(name) => {
                frame.set(name, value);
                Ok(())
            }
            Target::Attribute(name, attribute) => match self.lookup(name, frame) {
                Object::Native(native) => match native.downcast::<Namespace>() {
                    Some(namespace) => {
                        namespace.set(attribute, value);
                        Ok(())
                    }
                    None => Err(not_a_namespace()),
                },
                _ => Err(not_a_namespace()),
            },
            Target::Tuple(targets) => {
                let items = unpacked(&value, targets.len())?;
                targets.iter().zip(items).try_for_each(|(target, item)| self.assign(target, item, frame))
            }
        }
    }
}

fn not_a_namespace() -> Raise {
    Raise::runtime("cannot assign attribute on non-namespace object")
}

fn unpacked(value: &Object, expected: usize) -> Result<Vec<Object>> {
    let items = collect(value).map_err(|raise| {
        if raise.is_python("TypeError") {
            return Raise::type_error(format!("cannot unpack non-iterable {} object", value.type_name()));
        }
        raise
    })?;
    match items.len() {
        n if n > expected => Err(Raise::value(format!("too many values to unpack (expected {expected})"))),
        n if n < expected => {
            Err(Raise::value(format!("not enough values to unpack (expected {expected}, got {n})")))
        }
        _ => Ok(items),
    }
}
