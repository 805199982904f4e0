//! MessagePack for typed structs, with limits that hold before anything is allocated.

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

use super::scan;

/// What a peer may make us decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes.
    pub size: usize,
    /// Lists and dictionaries within each other.
    pub depth: usize,
    /// Values in all, keys included.
    pub nodes: usize,
}

impl Limits {
    /// For peers whose key is accepted.
    pub const fn known(size: usize) -> Limits {
        Limits { size, depth: 64, nodes: 2_000_000 }
    }

    /// For strangers.
    pub const STRANGER: Limits = Limits { size: 4096, depth: 8, nodes: 128 };
}

/// Bytes that are no message.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CodecError {
    /// Larger than allowed.
    #[error("{size} bytes are more than the {limit} that are allowed")]
    TooLarge {
        /// Bytes.
        size: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Nested deeper than allowed.
    #[error("it is nested deeper than {0} levels")]
    TooDeep(usize),
    /// More values than allowed.
    #[error("it has more than {0} values")]
    TooMany(usize),
    /// It ends in the middle of a value.
    #[error("it is cut off")]
    Truncated,
    /// Bytes follow the value.
    #[error("{0} bytes follow it")]
    Trailing(usize),
    /// A byte that begins no value.
    #[error("it is not MessagePack")]
    Malformed,
    /// Well-formed, but not what was expected.
    #[error("it is no known message: {0}")]
    Unknown(String),
    /// A value of ours that cannot be encoded.
    #[error("could not encode: {0}")]
    Encode(String),
}

/// Encodes a value; structs become maps by field name.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError> {
    rmp_serde::to_vec_named(value).map_err(|error| CodecError::Encode(error.to_string()))
}

/// Encodes a value that the other side will take: what is over its limits is found here, where it can be replaced.
pub fn encode_within<T: Serialize + ?Sized>(value: &T, limits: Limits) -> Result<Vec<u8>, CodecError> {
    let bytes = encode(value)?;
    scan::check(&bytes, limits)?;
    Ok(bytes)
}

/// Decodes one whole value within limits.
pub fn decode<T: DeserializeOwned>(bytes: &[u8], limits: Limits) -> Result<T, CodecError> {
    scan::check(bytes, limits)?;
    rmp_serde::from_slice(bytes).map_err(|error| CodecError::Unknown(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{CodecError, Limits, decode, encode, encode_within};
    use crate::value::{Dict, Value};

    const LIMITS: Limits = Limits { size: 1000, depth: 4, nodes: 50 };

    #[test]
    fn values_come_back_as_they_were() {
        let value = Value::Dict(Dict::from([
            ("a", Value::List(vec![Value::Null, Value::Bool(true), Value::Int(-3), Value::Float(1.5)])),
            ("b", Value::Bytes(vec![0, 255])),
            ("c", Value::from("é")),
        ]));
        assert_eq!(decode::<Value>(&encode(&value).unwrap(), LIMITS), Ok(value));
    }

    #[test]
    fn what_is_over_a_limit_or_broken_is_refused_by_name() {
        let nested = |depth: usize| [vec![0x91; depth], vec![0xc0]].concat();
        let many = |n: u8| [vec![0xdc, 0, n], vec![0xc0; n.into()]].concat();
        let extension = || CodecError::Unknown("an extension type".into());
        let cases = [
            (vec![0xc0; 1001], CodecError::TooLarge { size: 1001, limit: 1000 }),
            (nested(5), CodecError::TooDeep(4)),
            (nested(900), CodecError::TooDeep(4)),
            (many(50), CodecError::TooMany(50)),
            (vec![0xdd, 0xff, 0xff, 0xff, 0xff], CodecError::TooMany(50)),
            (vec![0xc0, 0xc0, 0xc0], CodecError::Trailing(2)),
            (vec![], CodecError::Truncated),
            (vec![0xc4, 3, 1, 2], CodecError::Truncated),
            (vec![0xc6, 0xff, 0xff, 0xff, 0xff, 1], CodecError::Truncated),
            (vec![0x92, 0xc0], CodecError::Truncated),
            (vec![0xcd, 1], CodecError::Truncated),
            (vec![0xc1], CodecError::Malformed),
            (vec![0xd4, 0x81, 0x91], extension()),
            (vec![0xc7, 0, 1], extension()),
            (vec![0x91, 0xc9, 0xff, 0xff, 0xff, 0xff], extension()),
        ];
        for (bytes, expected) in cases {
            assert_eq!(decode::<Value>(&bytes, LIMITS), Err(expected), "{:x?}", &bytes[..bytes.len().min(8)]);
        }
        let deep = (0..5).fold(Value::Null, |inner, _| Value::List(vec![inner]));
        assert_eq!(encode_within(&deep, LIMITS), Err(CodecError::TooDeep(4)));
        assert!(decode::<Value>(&nested(4), LIMITS).is_ok());
        assert!(decode::<Value>(&many(49), LIMITS).is_ok());
    }

    #[test]
    fn no_bytes_make_the_decoder_panic() {
        // A small generator of repeatable noise; every start gives other bytes.
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..20_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let bytes = state.to_be_bytes().repeat(1 + (state % 5) as usize);
            let _ = decode::<super::super::ToMaster>(&bytes, LIMITS);
            let _ = decode::<Value>(&bytes, LIMITS);
        }
    }
}
