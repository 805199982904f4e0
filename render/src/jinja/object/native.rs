//! Objects whose behaviour is code: functions, namespaces, loops, modules.

use std::any::Any;

use super::super::raise::{Raise, Result};
use super::super::run::{Builtin, Machine};
use super::{Args, Iter, Object};

/// An object with behaviour of its own.
pub trait Native: Any {
    /// Python's name of the type.
    fn type_name(&self) -> &str;

    /// The type's name with its module, where messages show it.
    fn qualified_name(&self) -> String {
        self.type_name().to_owned()
    }

    /// Python's `repr()`.
    fn repr(&self) -> String {
        format!("<{} object>", self.qualified_name())
    }

    /// Python's `str()`.
    fn text(&self) -> String {
        self.repr()
    }

    /// Python's `bool()`.
    fn truth(&self) -> bool {
        self.len() != Some(0)
    }

    /// Python's `len()`, if it has one.
    fn len(&self) -> Option<usize> {
        None
    }

    /// An attribute.
    fn attribute(&self, _machine: &Machine, _name: &str) -> Result<Option<Object>> {
        Ok(None)
    }

    /// An item.
    fn item(&self, _machine: &Machine, _key: &Object) -> Result<Option<Object>> {
        Ok(None)
    }

    /// Whether a member is in it (`in`), if that can be asked.
    fn contains(&self, _machine: &Machine, _member: &Object) -> Option<Result<bool>> {
        None
    }

    /// Its items, if it can be walked.
    fn iterate(&self) -> Option<Iter> {
        None
    }

    /// Tells whether it can be called.
    fn is_callable(&self) -> bool {
        false
    }

    /// The function of ours that it is, if it is one: such a call knows the scope it comes from.
    fn builtin(&self) -> Option<&'static Builtin> {
        None
    }

    /// Calls it.
    fn call(&self, _machine: &Machine, _args: Args) -> Result<Object> {
        Err(Raise::type_error(format!("'{}' object is not callable", self.type_name())))
    }
}

impl dyn Native {
    /// The object as what it is, if it is a `T`.
    pub fn downcast<T: Native>(&self) -> Option<&T> {
        (self as &dyn Any).downcast_ref()
    }
}
