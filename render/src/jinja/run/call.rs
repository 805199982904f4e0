//! Calling: built-in functions with named parameters, and objects that can be called.

use std::rc::Rc;
use std::sync::Arc;

use super::super::object::{Args, Object, index_of, number, text};
use super::super::raise::{Raise, Result};
use super::frame::Frame;
use super::machine::Machine;

/// A function of ours: a filter, a test, a method or a global.
///
/// A parameter's name ends in `?` where it may be left out; `*` takes the rest by position, `**` by name.
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: &'static [&'static str],
    /// What it does.
    pub run: fn(&Call<'_>) -> Result<Object>,
}

/// Arguments bound to parameters.
pub struct Bound {
    values: Vec<Option<Object>>,
    /// What `*` took.
    pub rest: Vec<Object>,
    /// What `**` took.
    pub named: Vec<(Arc<str>, Object)>,
}

/// A call of a built-in function.
pub struct Call<'a> {
    /// The rendering.
    pub machine: &'a Machine,
    /// The scope it is called from, if there is one.
    pub frame: Option<&'a Rc<Frame>>,
    /// Its arguments.
    pub bound: Bound,
    name: &'static str,
    parameters: &'static [&'static str],
}

impl Builtin {
    /// Binds the arguments and calls.
    pub fn call(&self, machine: &Machine, frame: Option<&Rc<Frame>>, args: Args) -> Result<Object> {
        let bound = self.bind(args)?;
        (self.run)(&Call { machine, frame, bound, name: self.name, parameters: self.parameters })
    }

    fn bind(&self, args: Args) -> Result<Bound> {
        let plain: Vec<&str> = self.parameters.iter().copied().filter(|p| !p.starts_with('*')).collect();
        // What stands after `*` is given by name only.
        let by_position =
            self.parameters.iter().position(|p| *p == "*").unwrap_or(plain.len()).min(plain.len());
        let takes_rest = self.parameters.contains(&"*");
        let given = args.positional.len();
        let mut positional = args.positional.into_iter();
        let mut values: Vec<Option<Object>> = positional.by_ref().take(by_position).map(Some).collect();
        values.resize_with(plain.len(), || None);
        let rest: Vec<Object> = positional.collect();
        if !takes_rest && !rest.is_empty() {
            let message = format!("{}() takes at most {by_position} arguments ({given} given)", self.name);
            return Err(Raise::type_error(message));
        }
        let named = self.bind_named(args.named, &plain, &mut values)?;
        for (parameter, value) in plain.iter().zip(&values) {
            if value.is_none() && !parameter.ends_with('?') {
                let message =
                    format!("{}() missing 1 required positional argument: '{parameter}'", self.name);
                return Err(Raise::type_error(message));
            }
        }
        Ok(Bound { values, rest, named })
    }

    /// Puts named arguments into their places; gives those that `**` takes.
    fn bind_named(
        &self,
        given: Vec<(Arc<str>, Object)>,
        plain: &[&str],
        values: &mut [Option<Object>],
    ) -> Result<Vec<(Arc<str>, Object)>> {
        let mut named = Vec::new();
        for (name, value) in given {
            match plain.iter().position(|p| p.trim_end_matches('?') == &*name) {
                Some(at) if values[at].is_none() => values[at] = Some(value),
                Some(_) => {
                    let message = format!("{}() got multiple values for argument '{name}'", self.name);
                    return Err(Raise::type_error(message));
                }
                None if self.parameters.contains(&"**") => named.push((name, value)),
                None => {
                    let message = format!("{}() got an unexpected keyword argument '{name}'", self.name);
                    return Err(Raise::type_error(message));
                }
            }
        }
        Ok(named)
    }
}

impl Call<'_> {
    /// The function's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The arguments that were given, in the order of the parameters.
    pub fn given(&self) -> impl Iterator<Item = &Object> {
        self.bound.values.iter().flatten()
    }

    /// A required argument.
    pub fn get(&self, at: usize) -> &Object {
        self.bound.values.get(at).and_then(Option::as_ref).unwrap_or(&Object::None)
    }

    /// An argument that may be left out.
    pub fn opt(&self, at: usize) -> Option<&Object> {
        self.bound.values.get(at).and_then(Option::as_ref)
    }

    /// An argument that may be left out or `None`.
    pub fn some(&self, at: usize) -> Option<&Object> {
        self.opt(at).filter(|object| !object.is_none())
    }

    /// The truth of an argument.
    pub fn flag(&self, at: usize, default: bool) -> Result<bool> {
        self.opt(at).map_or(Ok(default), Object::truth)
    }

    /// An integer.
    pub fn int(&self, at: usize, default: i128) -> Result<i128> {
        self.opt(at).map_or(Ok(default), index_of)
    }

    /// An integer, or a float cut down to one.
    pub fn float(&self, at: usize, default: f64) -> Result<f64> {
        match self.opt(at) {
            None => Ok(default),
            Some(object) => match number(object) {
                Some(number) => Ok(number.float()),
                None => Err(self.wrong(at, "a number")),
            },
        }
    }

    /// Text; anything else is an error.
    pub fn text(&self, at: usize) -> Result<Arc<str>> {
        match self.get(at) {
            Object::Undefined(u) => Err(u.raise()),
            other => other.as_str().cloned().ok_or_else(|| self.wrong(at, "str")),
        }
    }

    /// Text that may be left out.
    pub fn text_or(&self, at: usize, default: &str) -> Result<Arc<str>> {
        if self.opt(at).is_some() { self.text(at) } else { Ok(Arc::from(default)) }
    }

    /// What Python's `str()` makes of an argument.
    pub fn soft(&self, at: usize) -> Result<Arc<str>> {
        text(self.get(at))
    }

    /// The complaint about an argument of a wrong type.
    pub fn wrong(&self, at: usize, expected: &str) -> Raise {
        let parameter = self.parameters.get(at).map_or("", |p| p.trim_end_matches('?'));
        let found = self.get(at).type_name();
        Raise::type_error(format!("{}() argument '{parameter}' must be {expected}, not {found}", self.name))
    }

    /// The scope, or an error where there is none.
    pub fn scope(&self) -> Result<&Rc<Frame>> {
        self.frame.ok_or_else(|| Raise::runtime(format!("{} needs a template to be called from", self.name)))
    }
}

impl Machine {
    /// Calls an object.
    pub fn invoke(&self, callee: &Object, args: Args) -> Result<Object> {
        self.invoke_in(callee, args, None)
    }

    /// Calls an object from a scope.
    pub fn invoke_in(&self, callee: &Object, args: Args, frame: Option<&Rc<Frame>>) -> Result<Object> {
        self.burn(1)?;
        match callee {
            Object::Native(native) => match native.builtin() {
                Some(builtin) => builtin.call(self, frame, args),
                None => native.call(self, args),
            },
            Object::Undefined(u) => Err(u.raise()),
            other => Err(Raise::type_error(format!("'{}' object is not callable", other.type_name()))),
        }
    }
}
