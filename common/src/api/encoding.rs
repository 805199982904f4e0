//! How bodies are written: JSON for people and scripts, MessagePack for our own command line.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    failure::{Failure, Kind},
    value::to_value,
};

/// How a body is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// JSON; events one a line.
    #[default]
    Json,
    /// MessagePack; events each behind their length in four bytes, big end first.
    MessagePack,
    /// JSON; events as browsers read them (server-sent events).
    EventStream,
}

impl Encoding {
    /// The encoding that a `Content-Type` or `Accept` names; JSON if it names no other.
    pub fn of_media_type(name: &str) -> Encoding {
        match name.trim() {
            "application/msgpack" => Encoding::MessagePack,
            "text/event-stream" => Encoding::EventStream,
            _ => Encoding::Json,
        }
    }

    /// The name for `Content-Type`.
    pub fn media_type(self) -> &'static str {
        match self {
            Encoding::Json => "application/json",
            Encoding::MessagePack => "application/msgpack",
            Encoding::EventStream => "text/event-stream",
        }
    }

    /// Writes a body.
    pub fn encode<T: Serialize>(self, body: &T) -> Result<Vec<u8>, Failure> {
        let wrong = |error: String| Failure::new(Kind::Internal, format!("could not encode a body: {error}"));
        match self {
            // Through a value, because only it knows how Python's JSON names keys that are no text.
            Encoding::Json | Encoding::EventStream => {
                let value = to_value(body).map_err(|error| wrong(error.to_string()))?;
                serde_json::to_vec(&value.to_json()).map_err(|error| wrong(error.to_string()))
            }
            Encoding::MessagePack => rmp_serde::to_vec_named(body).map_err(|error| wrong(error.to_string())),
        }
    }

    /// Reads a body.
    pub fn decode<T: DeserializeOwned>(self, body: &[u8]) -> Result<T, Failure> {
        let wrong = |error: String| Failure::new(Kind::Usage, format!("could not read a body: {error}"));
        match self {
            Encoding::Json | Encoding::EventStream => {
                serde_json::from_slice(body).map_err(|error| wrong(error.to_string()))
            }
            Encoding::MessagePack => rmp_serde::from_slice(body).map_err(|error| wrong(error.to_string())),
        }
    }

    /// Writes one event of a stream.
    pub fn frame<T: Serialize>(self, event: &T) -> Result<Vec<u8>, Failure> {
        let mut body = self.encode(event)?;
        match self {
            Encoding::Json => body.push(b'\n'),
            // JSON on one line has no line break, which would end the event.
            Encoding::EventStream => body = [b"data: ", body.as_slice(), b"\n\n"].concat(),
            Encoding::MessagePack => {
                let length = u32::try_from(body.len())
                    .map_err(|_| Failure::new(Kind::Internal, "an event is longer than 4 GiB"))?;
                body.splice(..0, length.to_be_bytes());
            }
        }
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::Encoding;
    use crate::value::{Dict, Key, Value};

    #[test]
    fn bodies_read_back() {
        let mut dict = Dict::from([("a", Value::from(1.5))]);
        let plain = Value::from(dict.clone());
        dict.insert(Key::Int(80), Value::Bytes(vec![0, 255]));
        dict.insert(Key::Null, "none");
        let full = Value::from(dict);
        let packed = Encoding::MessagePack.encode(&full).unwrap();
        assert_eq!(Encoding::MessagePack.decode::<Value>(&packed).unwrap(), full);
        let json = Encoding::Json.encode(&plain).unwrap();
        assert_eq!(Encoding::Json.decode::<Value>(&json).unwrap(), plain);
        assert_eq!(Encoding::Json.encode(&Dict::from([(Key::Null, 1)])).unwrap(), br#"{"null":1}"#);
        assert_eq!(Encoding::EventStream.frame(&"a\nb").unwrap(), b"data: \"a\\nb\"\n\n");
    }
}
