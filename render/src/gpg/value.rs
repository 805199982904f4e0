//! Data with encrypted texts in it.

use halite_common::{value::Value, yaml::Step};

use super::{Gpg, GpgError};

impl Gpg {
    /// Decrypts every text within a value; keys stay as they are. `path` is where the value is, and at an error where the
    /// text that it is about is.
    pub fn value(&self, value: &mut Value, path: &mut Vec<Step>) -> Result<(), GpgError> {
        match value {
            Value::Str(text) => {
                if let Some(clear) = self.bytes(text.as_bytes())? {
                    *value = from_bytes(clear);
                }
            }
            Value::Bytes(bytes) => {
                let clear = self.bytes(bytes)?;
                *value = from_bytes(clear.unwrap_or_else(|| std::mem::take(bytes)));
            }
            Value::List(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    path.push(index.into());
                    self.value(item, path)?;
                    path.pop();
                }
            }
            Value::Dict(dict) => {
                for (key, item) in dict.iter_mut() {
                    path.push(Step::from(key));
                    self.value(item, path)?;
                    path.pop();
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn from_bytes(bytes: Vec<u8>) -> Value {
    String::from_utf8(bytes).map_or_else(|error| Value::Bytes(error.into_bytes()), Value::Str)
}
