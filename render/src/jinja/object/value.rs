//! The kinds of objects, and what any object can be asked.

use std::rc::Rc;
use std::sync::Arc;

use super::super::raise::{Raise, Result};
use super::iterate::range_len;
use super::{Dict, Generator, List, Native, Set, Tuple, Undefined};

/// A Python value. Cloning shares.
#[derive(Clone)]
pub enum Object {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An integer of up to 128 bits.
    Int(i128),
    /// A double.
    Float(f64),
    /// Text.
    Str(Arc<str>),
    /// Text that is safe for HTML.
    Markup(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A list.
    List(Rc<List>),
    /// A tuple.
    Tuple(Rc<Tuple>),
    /// A dictionary.
    Dict(Rc<Dict>),
    /// A set; it keeps its order.
    Set(Rc<Set>),
    /// `dict.keys()`, `dict.values()` or `dict.items()`.
    View(View, Rc<Dict>),
    /// `range(start, stop, step)`.
    Range(i128, i128, i128),
    /// A generator.
    Generator(Rc<Generator>),
    /// Something that is not there.
    Undefined(Rc<Undefined>),
    /// Functions, namespaces, loops, modules and kin.
    Native(Rc<dyn Native>),
}

/// Which view of a dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// `dict_keys`.
    Keys,
    /// `dict_values`.
    Values,
    /// `dict_items`.
    Items,
}

impl Object {
    /// Text.
    pub fn str(text: impl AsRef<str>) -> Object {
        Object::Str(Arc::from(text.as_ref()))
    }

    /// A new list.
    pub fn list(items: Vec<Object>) -> Object {
        Object::List(Rc::new(List::new(items)))
    }

    /// A new tuple.
    pub fn tuple(items: Vec<Object>) -> Object {
        Object::Tuple(Rc::new(Tuple::new(items)))
    }

    /// A new dictionary.
    pub fn dict(dict: Dict) -> Object {
        Object::Dict(Rc::new(dict))
    }

    /// A native object.
    pub fn native(native: impl Native + 'static) -> Object {
        Object::Native(Rc::new(native))
    }

    /// The text, if this is text.
    pub fn as_str(&self) -> Option<&Arc<str>> {
        match self {
            Object::Str(s) | Object::Markup(s) => Some(s),
            _ => None,
        }
    }

    /// Tells whether this is undefined.
    pub fn is_undefined(&self) -> bool {
        matches!(self, Object::Undefined(_))
    }

    /// Tells whether this is `None`.
    pub fn is_none(&self) -> bool {
        matches!(self, Object::None)
    }

    /// Python's name of the type.
    pub fn type_name(&self) -> &str {
        match self {
            Object::None => "NoneType",
            Object::Bool(_) => "bool",
            Object::Int(_) => "int",
            Object::Float(_) => "float",
            Object::Str(_) => "str",
            Object::Markup(_) => "Markup",
            Object::Bytes(_) => "bytes",
            Object::List(_) => "list",
            Object::Tuple(_) => "tuple",
            Object::Dict(dict) if dict.is_ordered() => "collections.OrderedDict",
            Object::Dict(_) => "dict",
            Object::Set(_) => "set",
            Object::View(View::Keys, _) => "dict_keys",
            Object::View(View::Values, _) => "dict_values",
            Object::View(View::Items, _) => "dict_items",
            Object::Range(..) => "range",
            Object::Generator(g) => g.type_name(),
            Object::Undefined(u) => u.type_name(),
            Object::Native(n) => n.type_name(),
        }
    }

    /// How Jinja2 names the object in messages about missing attributes.
    pub fn described(&self) -> String {
        match self {
            Object::None => "None".into(),
            Object::Markup(_) => "markupsafe.Markup object".into(),
            Object::Dict(dict) if dict.is_ordered() => "collections.OrderedDict object".into(),
            Object::Undefined(_) => "jinja2.runtime.StrictUndefined object".into(),
            Object::Native(n) => format!("{} object", n.qualified_name()),
            other => format!("{} object", other.type_name()),
        }
    }

    /// Python's `bool()`.
    pub fn truth(&self) -> Result<bool> {
        Ok(match self {
            Object::None => false,
            Object::Bool(b) => *b,
            Object::Int(i) => *i != 0,
            Object::Float(f) => *f != 0.0,
            Object::Str(s) | Object::Markup(s) => !s.is_empty(),
            Object::Bytes(b) => !b.is_empty(),
            Object::List(l) => l.len() > 0,
            Object::Tuple(t) => !t.is_empty(),
            Object::Dict(d) | Object::View(_, d) => d.len() > 0,
            Object::Set(s) => s.len() > 0,
            Object::Range(start, stop, step) => range_len(*start, *stop, *step) > 0,
            Object::Generator(_) => true,
            Object::Undefined(u) => return u.lenient_or_raise().map(|()| false),
            Object::Native(n) => n.truth(),
        })
    }

    /// Python's `len()`.
    pub fn len(&self) -> Result<usize> {
        Ok(match self {
            Object::Str(s) | Object::Markup(s) => s.chars().count(),
            Object::Bytes(b) => b.len(),
            Object::List(l) => l.len(),
            Object::Tuple(t) => t.len(),
            Object::Dict(d) | Object::View(_, d) => d.len(),
            Object::Set(s) => s.len(),
            Object::Range(start, stop, step) => range_len(*start, *stop, *step) as usize,
            Object::Undefined(u) => return u.lenient_or_raise().map(|()| 0),
            Object::Native(n) if n.len().is_some() => n.len().unwrap_or_default(),
            other => {
                return Err(Raise::type_error(format!(
                    "object of type '{}' has no len()",
                    other.type_name()
                )));
            }
        })
    }

    /// Tells whether Python could call it.
    pub fn is_callable(&self) -> bool {
        matches!(self, Object::Native(n) if n.is_callable())
    }

    /// Tells whether Python could hash it.
    pub fn is_hashable(&self) -> bool {
        !matches!(self, Object::List(_) | Object::Dict(_) | Object::Set(_) | Object::View(..))
    }
}

impl From<&str> for Object {
    fn from(text: &str) -> Object {
        Object::str(text)
    }
}

impl From<String> for Object {
    fn from(text: String) -> Object {
        Object::Str(text.into())
    }
}

impl From<bool> for Object {
    fn from(b: bool) -> Object {
        Object::Bool(b)
    }
}

impl From<usize> for Object {
    fn from(n: usize) -> Object {
        Object::Int(n as i128)
    }
}

impl From<i128> for Object {
    fn from(n: i128) -> Object {
        Object::Int(n)
    }
}

impl From<f64> for Object {
    fn from(f: f64) -> Object {
        Object::Float(f)
    }
}
