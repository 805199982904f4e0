//! The value itself, and how it is asked.

use super::{Dict, number};

/// A value as Python sees it: order kept, integers apart from floats, bytes apart from text.
///
/// Cloning is deep. Integers span 128 bits; larger ones are refused where they are read.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// Python's `None`, YAML's `null`.
    #[default]
    Null,
    /// `True` or `False`.
    Bool(bool),
    /// An integer.
    Int(i128),
    /// A double.
    Float(f64),
    /// Text.
    Str(String),
    /// Bytes that are not text.
    Bytes(Vec<u8>),
    /// A list or tuple.
    List(Vec<Value>),
    /// An ordered dictionary.
    Dict(Dict),
}

impl Value {
    /// Tells what Python's `bool()` would.
    pub fn is_truthy(&self) -> bool {
        match self {
            Value::Null => false,
            Value::Bool(b) => *b,
            Value::Int(i) => *i != 0,
            Value::Float(f) => *f != 0.0,
            Value::Str(s) => !s.is_empty(),
            Value::Bytes(b) => !b.is_empty(),
            Value::List(l) => !l.is_empty(),
            Value::Dict(d) => !d.is_empty(),
        }
    }

    /// Names the Python type, for messages.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "NoneType",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float",
            Value::Str(_) => "str",
            Value::Bytes(_) => "bytes",
            Value::List(_) => "list",
            Value::Dict(_) => "dict",
        }
    }

    /// Tells whether this is `None`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The text, if this is text.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::Str(s) = self { Some(s) } else { None }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(b) = self { Some(*b) } else { None }
    }

    /// The integer, if this is one (a bool is not).
    pub fn as_int(&self) -> Option<i128> {
        if let Value::Int(i) = self { Some(*i) } else { None }
    }

    /// The number as a double, if this is an integer or a float.
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Value::Int(i) => Some(*i as f64),
            Value::Float(f) => Some(*f),
            _ => None,
        }
    }

    /// The items, if this is a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        if let Value::List(l) = self { Some(l) } else { None }
    }

    /// The items, to be changed, if this is a list.
    pub fn as_list_mut(&mut self) -> Option<&mut Vec<Value>> {
        if let Value::List(l) = self { Some(l) } else { None }
    }

    /// The dictionary, if this is one.
    pub fn as_dict(&self) -> Option<&Dict> {
        if let Value::Dict(d) = self { Some(d) } else { None }
    }

    /// The dictionary, to be changed, if this is one.
    pub fn as_dict_mut(&mut self) -> Option<&mut Dict> {
        if let Value::Dict(d) = self { Some(d) } else { None }
    }

    /// Takes the dictionary out, if this is one.
    pub fn into_dict(self) -> Option<Dict> {
        if let Value::Dict(d) = self { Some(d) } else { None }
    }

    /// The member of that name, if this is a dictionary that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_dict()?.get(key)
    }
}

/// Python's `==`: `1 == 1.0 == True`, dictionaries without regard to order.
impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Str(a), Value::Str(b)) => a == b,
            (Value::Bytes(a), Value::Bytes(b)) => a == b,
            (Value::List(a), Value::List(b)) => a == b,
            (Value::Dict(a), Value::Dict(b)) => a == b,
            (a, b) => match (number::of(a), number::of(b)) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            },
        }
    }
}
