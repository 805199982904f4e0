//! Values from and to JSON text.

use thiserror::Error;

use super::{Dict, Key, Value};

/// JSON text that could not be read.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct JsonError(#[from] serde_json::Error);

impl JsonError {
    /// Line, from 1.
    pub fn line(&self) -> usize {
        self.0.line()
    }

    /// Column, from 1.
    pub fn column(&self) -> usize {
        self.0.column()
    }

    /// What is wrong, without the position.
    pub fn problem(&self) -> String {
        let text = self.0.to_string();
        match text.rfind(" at line ") {
            Some(end) => text[..end].to_owned(),
            None => text,
        }
    }
}

impl Value {
    /// Reads JSON text.
    pub fn from_json(text: &str) -> Result<Value, JsonError> {
        Ok(Value::from(serde_json::from_str::<serde_json::Value>(text)?))
    }

    /// The same data for `serde_json`. Keys become text as Python's `json` makes them; bytes become text, lossily.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Value::Null => Json::Null,
            Value::Bool(b) => Json::Bool(*b),
            Value::Int(i) => i64::try_from(*i)
                .map(Json::from)
                .or_else(|_| u64::try_from(*i).map(Json::from))
                .unwrap_or_else(|_| Json::from(*i as f64)),
            Value::Float(f) => Json::from(*f),
            Value::Str(s) => Json::String(s.clone()),
            Value::Bytes(b) => Json::String(String::from_utf8_lossy(b).into_owned()),
            Value::List(l) => Json::Array(l.iter().map(Value::to_json).collect()),
            Value::Dict(d) => Json::Object(d.iter().map(|(k, v)| (json_key(k), v.to_json())).collect()),
        }
    }
}

fn json_key(key: &Key) -> String {
    match key {
        Key::Null => "null".into(),
        Key::Bool(b) => b.to_string(),
        other => other.to_string(),
    }
}

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Value {
        use serde_json::Value as Json;
        match json {
            Json::Null => Value::Null,
            Json::Bool(b) => Value::Bool(b),
            Json::Number(n) => match (n.as_i64(), n.as_u64()) {
                (Some(i), _) => Value::Int(i.into()),
                (None, Some(u)) => Value::Int(u.into()),
                _ => Value::Float(n.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(s) => Value::Str(s),
            Json::Array(items) => items.into_iter().map(Value::from).collect(),
            Json::Object(map) => Value::Dict(map.into_iter().collect::<Dict>()),
        }
    }
}
