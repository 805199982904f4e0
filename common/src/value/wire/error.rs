//! What serde says where a value and a type do not fit.

use std::fmt;

use serde::{de, ser};

use crate::value::FromValueError;

impl de::Error for FromValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        FromValueError(message.to_string())
    }
}

impl ser::Error for FromValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        FromValueError(message.to_string())
    }
}
