//! Numbers on one scale, and numbers read from text as Python reads them.

use std::hash::{Hash, Hasher};

use super::super::raise::{Raise, Result};
use super::Object;

/// A bool or integer, or a float.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    /// Exact.
    Int(i128),
    /// A double.
    Float(f64),
}

/// The number, if the object is one (a bool is).
pub(crate) fn number(object: &Object) -> Option<Number> {
    match object {
        Object::Bool(b) => Some(Number::Int(i128::from(*b))),
        Object::Int(i) => Some(Number::Int(*i)),
        Object::Float(f) => Some(Number::Float(*f)),
        _ => None,
    }
}

/// The integer that may stand for a position or a count, or Python's complaint.
pub(crate) fn index_of(object: &Object) -> Result<i128> {
    match object {
        Object::Int(i) => Ok(*i),
        Object::Bool(b) => Ok(i128::from(*b)),
        Object::Undefined(u) => Err(u.raise()),
        other => Err(Raise::type_error(format!(
            "'{}' object cannot be interpreted as an integer",
            other.type_name()
        ))),
    }
}

impl Number {
    /// As a double.
    pub(crate) fn float(self) -> f64 {
        match self {
            Number::Int(i) => i as f64,
            Number::Float(f) => f,
        }
    }

    /// The integer it stands for exactly, if there is one.
    pub(crate) fn whole(self) -> Option<i128> {
        match self {
            Number::Int(i) => Some(i),
            Number::Float(f) => (f.fract() == 0.0 && f.abs() < 1.7e38).then_some(f as i128),
        }
    }

    /// Two NaN of the same bits: one and the same object, as far as keys go.
    pub(crate) fn is_same_nan(self, other: Number) -> bool {
        matches!((self, other), (Number::Float(a), Number::Float(b)) if a.is_nan() && a.to_bits() == b.to_bits())
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.partial_cmp(other) == Some(std::cmp::Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<std::cmp::Ordering> {
        match (self.whole(), other.whole()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => self.float().partial_cmp(&other.float()),
        }
    }
}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.whole() {
            Some(i) => i.hash(state),
            None => self.float().to_bits().hash(state),
        }
    }
}

/// `int(text, base)` of Python; base 0 reads the prefix.
pub(crate) fn parse_int(text: &str, base: u32) -> Option<i128> {
    let text = text.trim();
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let prefixed = |prefix: &str, own: u32| {
        (base == 0 || base == own).then(|| lower.strip_prefix(prefix)).flatten().map(|rest| (rest, own))
    };
    let (digits, base) = prefixed("0x", 16)
        .or_else(|| prefixed("0o", 8))
        .or_else(|| prefixed("0b", 2))
        .map(|(rest, base)| (rest.strip_prefix('_').unwrap_or(rest), base))
        .unwrap_or((&lower, if base == 0 { 10 } else { base }));
    if digits.is_empty() || digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") {
        return None;
    }
    if digits.starts_with(['+', '-']) || !(2..=36).contains(&base) {
        return None;
    }
    let value = i128::from_str_radix(&digits.replace('_', ""), base).ok()?;
    Some(if negative { -value } else { value })
}

/// `float(text)` of Python.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.starts_with('_') || text.ends_with('_') || text.contains("__") {
        return None;
    }
    text.replace('_', "").parse().ok()
}
