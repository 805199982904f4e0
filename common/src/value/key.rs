//! Dictionary keys: hashable values with Python's equality.

use std::hash::{Hash, Hasher};

use indexmap::Equivalent;

use super::{Value, number};

/// A key of a [`super::Dict`]: `1`, `1.0` and `True` are the same key, `'1'` is another.
#[derive(Clone, Debug)]
pub enum Key {
    /// `None`.
    Null,
    /// `True` or `False`.
    Bool(bool),
    /// An integer.
    Int(i128),
    /// A double.
    Float(f64),
    /// Text, by far the most common.
    Str(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A tuple of keys.
    Tuple(Vec<Key>),
}

impl Key {
    /// The text, if this is text.
    pub fn as_str(&self) -> Option<&str> {
        if let Key::Str(s) = self { Some(s) } else { None }
    }

    /// The value that this key prints and compares as.
    pub fn to_value(&self) -> Value {
        match self {
            Key::Null => Value::Null,
            Key::Bool(b) => Value::Bool(*b),
            Key::Int(i) => Value::Int(*i),
            Key::Float(f) => Value::Float(*f),
            Key::Str(s) => Value::Str(s.clone()),
            Key::Bytes(b) => Value::Bytes(b.clone()),
            Key::Tuple(t) => Value::List(t.iter().map(Key::to_value).collect()),
        }
    }

    /// Makes a key of a value; `None` for a dictionary, which Python cannot hash. A list becomes a tuple.
    pub fn from_value(value: Value) -> Option<Key> {
        Some(match value {
            Value::Null => Key::Null,
            Value::Bool(b) => Key::Bool(b),
            Value::Int(i) => Key::Int(i),
            Value::Float(f) => Key::Float(f),
            Value::Str(s) => Key::Str(s),
            Value::Bytes(b) => Key::Bytes(b),
            Value::List(items) => Key::Tuple(items.into_iter().map(Key::from_value).collect::<Option<_>>()?),
            Value::Dict(_) => return None,
        })
    }

    fn integer(&self) -> Option<i128> {
        match self {
            Key::Bool(b) => Some(i128::from(*b)),
            Key::Int(i) => Some(*i),
            Key::Float(f) => number::whole(*f),
            _ => None,
        }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        match (self, other) {
            (Key::Null, Key::Null) => true,
            (Key::Str(a), Key::Str(b)) => a == b,
            (Key::Bytes(a), Key::Bytes(b)) => a == b,
            (Key::Tuple(a), Key::Tuple(b)) => a == b,
            (a, b) => match (a.integer(), b.integer()) {
                (Some(a), Some(b)) => a == b,
                (None, None) => {
                    matches!((a, b), (Key::Float(a), Key::Float(b)) if a.to_bits() == b.to_bits())
                }
                _ => false,
            },
        }
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            // As `str` hashes, so that a lookup by `&str` makes no key.
            Key::Str(s) => s.as_str().hash(state),
            Key::Null => 0_u8.hash(state),
            Key::Bytes(b) => b.hash(state),
            Key::Tuple(t) => t.hash(state),
            number => match (number.integer(), number) {
                (Some(i), _) => i.hash(state),
                (None, Key::Float(f)) => f.to_bits().hash(state),
                _ => {}
            },
        }
    }
}

impl Equivalent<Key> for str {
    fn equivalent(&self, key: &Key) -> bool {
        key.as_str() == Some(self)
    }
}

impl From<&str> for Key {
    fn from(s: &str) -> Key {
        Key::Str(s.to_owned())
    }
}

impl From<String> for Key {
    fn from(s: String) -> Key {
        Key::Str(s)
    }
}

impl From<i64> for Key {
    fn from(i: i64) -> Key {
        Key::Int(i.into())
    }
}

/// As Python's `str()` prints it.
impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Key::Str(s) => f.write_str(s),
            other => other.to_value().fmt(f),
        }
    }
}
