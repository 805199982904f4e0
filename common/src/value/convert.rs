//! Values from and to Rust's own types, through serde.

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

use super::{Dict, Value};

/// A value that does not fit the Rust type it is read into.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct FromValueError(pub String);

/// Reads a Rust type from a value. Dictionary keys that are numbers or bools are read as text.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, FromValueError> {
    T::deserialize(super::wire::ValueDeserializer(value))
}

/// Turns a Rust type into a value.
pub fn to_value<T: Serialize>(value: &T) -> Result<Value, FromValueError> {
    value.serialize(super::wire::ValueSerializer)
}

impl From<&str> for Value {
    fn from(s: &str) -> Value {
        Value::Str(s.to_owned())
    }
}

impl From<String> for Value {
    fn from(s: String) -> Value {
        Value::Str(s)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::Bool(b)
    }
}

macro_rules! from_integers {
    ($($t:ty)*) => { $(impl From<$t> for Value {
        fn from(i: $t) -> Value {
            Value::Int(i128::from(i))
        }
    })* };
}
from_integers!(i8 i16 i32 i64 i128 u8 u16 u32 u64);

impl From<usize> for Value {
    fn from(i: usize) -> Value {
        Value::Int(i as i128)
    }
}

impl From<f64> for Value {
    fn from(f: f64) -> Value {
        Value::Float(f)
    }
}

impl From<Dict> for Value {
    fn from(d: Dict) -> Value {
        Value::Dict(d)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Value {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(item: Option<T>) -> Value {
        item.map_or(Value::Null, Into::into)
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Value {
        Value::List(iter.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::from_value;
    use crate::value::{Dict, Key, Value};

    #[test]
    fn values_pass_through_unchanged() {
        let dict = Dict::from([(Key::Int(1), Value::from(1)), (Key::Bool(false), Value::Null)]);
        let value = Value::List(vec![Value::Bytes(vec![255]), Value::Dict(dict), Value::Int(1 << 100)]);
        assert_eq!(from_value::<Value>(value.clone()).unwrap().repr(), value.repr());
    }
}
