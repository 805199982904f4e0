//! Keys of dictionaries: hashable objects with Python's equality.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use indexmap::Equivalent;

use super::super::raise::{Raise, Result};
use super::{MAX_DEPTH, Object, number, too_deep};

/// A hashable object; `1`, `1.0` and `True` are the same key.
#[derive(Clone)]
pub struct Key(Object);

impl Key {
    /// Makes a key, or says as Python does that it cannot be one.
    pub fn new(object: Object) -> Result<Key> {
        check(&object, 0)?;
        Ok(Key(object))
    }

    /// A key that is text.
    pub fn text(text: &str) -> Key {
        Key(Object::str(text))
    }

    /// The object.
    pub fn object(&self) -> &Object {
        &self.0
    }

    /// The object, taken.
    pub fn into_object(self) -> Object {
        self.0
    }
}

fn check(object: &Object, depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    match object {
        Object::Tuple(items) => items.iter().try_for_each(|item| check(item, depth + 1)),
        Object::Undefined(u) => u.lenient_or_raise(),
        other if other.is_hashable() => Ok(()),
        other => Err(Raise::type_error(format!("unhashable type: '{}'", other.type_name()))),
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        same_key(&self.0, &other.0)
    }
}

impl Eq for Key {}

fn same_key(a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::None, Object::None) => true,
        (Object::Bytes(a), Object::Bytes(b)) => a == b,
        (Object::Tuple(a), Object::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same_key(a, b))
        }
        (Object::Range(a, b, c), Object::Range(x, y, z)) => (a, b, c) == (x, y, z),
        (Object::Native(a), Object::Native(b)) => std::ptr::addr_eq(Rc::as_ptr(a), Rc::as_ptr(b)),
        (Object::Generator(a), Object::Generator(b)) => Rc::ptr_eq(a, b),
        (a, b) => match (a.as_str(), b.as_str()) {
            (Some(a), Some(b)) => a == b,
            (None, None) => match (number(a), number(b)) {
                (Some(a), Some(b)) => a == b || a.is_same_nan(b),
                _ => false,
            },
            _ => false,
        },
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash(&self.0, state);
    }
}

fn hash<H: Hasher>(object: &Object, state: &mut H) {
    if let Some(text) = object.as_str() {
        // As `str` hashes, so that a lookup by `&str` makes no key.
        return (**text).hash(state);
    }
    if let Some(number) = number(object) {
        return number.hash(state);
    }
    match object {
        Object::Bytes(b) => b.hash(state),
        Object::Tuple(items) => items.iter().for_each(|item| hash(item, state)),
        other => other.type_name().hash(state),
    }
}

impl Equivalent<Key> for str {
    fn equivalent(&self, key: &Key) -> bool {
        key.0.as_str().is_some_and(|text| **text == *self)
    }
}
