//! Small objects with behaviour: functions, bound methods, namespaces, cyclers, joiners.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::super::object::{Args, Dict, Key, Native, Object, repr, watch_for};
use super::super::raise::Result;
use super::super::run::{Builtin, Machine};

/// A function of ours as an object.
pub(super) struct Function(pub &'static Builtin);

impl Native for Function {
    fn type_name(&self) -> &str {
        "function"
    }

    fn repr(&self) -> String {
        match self.0.name {
            "dict" | "namespace" | "cycler" | "joiner" => format!("<class '{}'>", self.0.name),
            name => format!("<function {name}>"),
        }
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn builtin(&self) -> Option<&'static Builtin> {
        Some(self.0)
    }
}

/// A method together with its object.
pub(crate) struct BoundMethod {
    /// Whose method it is.
    pub owner: Object,
    /// The method.
    pub method: &'static Builtin,
}

impl Native for BoundMethod {
    fn type_name(&self) -> &str {
        "builtin_function_or_method"
    }

    fn repr(&self) -> String {
        format!("<built-in method {} of {} object>", self.method.name, self.owner.type_name())
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn call(&self, machine: &Machine, args: Args) -> Result<Object> {
        self.method.call(machine, None, args.prepend(self.owner.clone()))
    }
}

/// `namespace(…)`: attributes that a template may set.
#[derive(Default)]
pub(crate) struct Namespace(Rc<Dict>);

impl Namespace {
    /// A namespace of those attributes.
    pub(crate) fn of(members: Vec<(Key, Object)>) -> Namespace {
        Namespace(Rc::new(Dict::of(members)))
    }

    /// Sets an attribute.
    pub(crate) fn set(&self, name: &Arc<str>, value: Object) {
        watch_for(&self.0, &value);
        self.0.set(Key::text(name), value);
    }
}

impl Native for Namespace {
    fn type_name(&self) -> &str {
        "Namespace"
    }

    fn qualified_name(&self) -> String {
        "jinja2.utils.Namespace".into()
    }

    fn repr(&self) -> String {
        let members = repr(&Object::dict(self.0.copied())).unwrap_or_default();
        format!("<Namespace {members}>")
    }

    fn attribute(&self, _machine: &Machine, name: &str) -> Result<Option<Object>> {
        Ok(self.0.get(name))
    }
}

/// `a[1:2]` of something that has no slices: the key that messages show.
pub(crate) struct SliceKey([Object; 3]);

impl SliceKey {
    /// The key of those bounds.
    pub(crate) fn of(bounds: [Object; 3]) -> SliceKey {
        SliceKey(bounds)
    }
}

impl Native for SliceKey {
    fn type_name(&self) -> &str {
        "slice"
    }

    fn repr(&self) -> String {
        let shown: Vec<String> = self.0.iter().map(|bound| repr(bound).unwrap_or_default()).collect();
        format!("slice({})", shown.join(", "))
    }
}

/// `cycler(…)`.
pub(super) struct Cycler {
    items: Vec<Object>,
    at: Cell<usize>,
}

impl Cycler {
    /// A cycler over those items, of which there is at least one.
    pub(super) fn over(items: Vec<Object>) -> Cycler {
        Cycler { items, at: Cell::new(0) }
    }

    /// The item in turn.
    pub(super) fn current(&self) -> Object {
        self.items.get(self.at.get()).cloned().unwrap_or(Object::None)
    }

    /// Goes on, and gives the item that was in turn.
    pub(super) fn advance(&self) -> Object {
        let current = self.current();
        self.at.set((self.at.get() + 1) % self.items.len().max(1));
        current
    }

    /// Begins again.
    pub(super) fn reset(&self) {
        self.at.set(0);
    }
}

impl Native for Cycler {
    fn type_name(&self) -> &str {
        "Cycler"
    }

    fn qualified_name(&self) -> String {
        "jinja2.utils.Cycler".into()
    }

    fn attribute(&self, _machine: &Machine, name: &str) -> Result<Option<Object>> {
        Ok(match name {
            "current" => Some(self.current()),
            "pos" => Some(Object::from(self.at.get())),
            "items" => Some(Object::tuple(self.items.clone())),
            _ => None,
        })
    }
}

/// `joiner(…)`: nothing the first time, then the separator.
pub(super) struct Joiner {
    separator: Object,
    used: RefCell<bool>,
}

impl Joiner {
    /// A joiner with that separator.
    pub(super) fn with(separator: Object) -> Joiner {
        Joiner { separator, used: RefCell::new(false) }
    }
}

impl Native for Joiner {
    fn type_name(&self) -> &str {
        "Joiner"
    }

    fn qualified_name(&self) -> String {
        "jinja2.utils.Joiner".into()
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn call(&self, _machine: &Machine, _args: Args) -> Result<Object> {
        Ok(if self.used.replace(true) { self.separator.clone() } else { Object::str("") })
    }
}
