//! What filters such as `map`, `select` and `sort` do to each item: an attribute, a filter or a test.

use std::rc::Rc;
use std::sync::Arc;

use super::super::object::{Args, Object};
use super::super::raise::{Kind, Raise, Result};
use super::super::run::{Call, Frame, Machine, path};

/// The rest of a filter's arguments: a name and what it is called with.
#[derive(Clone)]
pub(super) struct Named {
    name: Arc<str>,
    args: Args,
    machine: Rc<Machine>,
    frame: Rc<Frame>,
}

impl Named {
    /// The filter or test that the arguments from `skip` on name; `None` if they name nothing.
    pub(super) fn of(call: &Call<'_>, skip: usize) -> Result<Option<Named>> {
        let Some(first) = call.bound.rest.get(skip) else { return Ok(None) };
        let Some(name) = first.as_str() else {
            return Err(Raise::type_error(format!("'{}' is no name of a filter or test", first.type_name())));
        };
        let positional = call.bound.rest[skip + 1..].to_vec();
        Ok(Some(Named {
            name: name.clone(),
            args: Args { positional, named: call.bound.named.clone() },
            machine: call.machine.shared()?,
            frame: call.scope()?.clone(),
        }))
    }

    /// Applies it as a filter.
    pub(super) fn filter(&self, item: Object) -> Result<Object> {
        self.machine.apply_filter(&self.name, item, self.args.clone(), &self.frame)
    }

    /// Applies it as a test.
    pub(super) fn test(&self, item: Object) -> Result<bool> {
        self.machine.apply_test(&self.name, item, self.args.clone(), &self.frame)
    }

    /// Refuses a name that is no filter.
    pub(super) fn checked_filter(self) -> Result<Named> {
        match super::filter(&self.name) {
            Some(_) => Ok(self),
            None => {
                Err(Raise::new(Kind::Syntax, format!("No filter named '{}'.", self.name)).naming(&self.name))
            }
        }
    }

    /// Refuses a name that is no test.
    pub(super) fn checked_test(self) -> Result<Named> {
        match super::test(&self.name) {
            Some(_) => Ok(self),
            None => {
                Err(Raise::new(Kind::Syntax, format!("No test named '{}'.", self.name)).naming(&self.name))
            }
        }
    }
}

/// The attribute of an item, or the default where it is undefined.
pub(super) fn picked(
    machine: &Machine,
    item: &Object,
    attribute: &Object,
    default: Option<&Object>,
) -> Result<Object> {
    let found = path(machine, item, attribute)?;
    match default {
        Some(default) if found.is_undefined() => Ok(default.clone()),
        _ => Ok(found),
    }
}

/// Text in lower case, anything else as it is: how Jinja2 compares without case.
pub(super) fn caseless(item: Object) -> Object {
    match item.as_str() {
        Some(text) => Object::from(text.to_lowercase()),
        None => item,
    }
}
