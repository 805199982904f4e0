//! What `sys.doc` and the reference read off an argument struct.

use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;

use super::{EXTRA, REST, fields};

/// A function's documentation, from its doc comments.
#[derive(Clone, Debug)]
pub struct Documentation {
    /// What the function does: first line, then the rest.
    pub text: String,
    /// Its arguments in positional order.
    pub arguments: Vec<Argument>,
}

/// One argument.
#[derive(Clone, Debug)]
pub struct Argument {
    /// The name that users write.
    pub name: &'static str,
    /// What it means.
    pub text: String,
    /// The value when it is left out, if the declaration says one.
    pub default: Option<serde_json::Value>,
    /// Whether a call without it is an error.
    pub required: bool,
}

/// Reads the documentation off `T`.
pub fn documentation<T: DeserializeOwned + JsonSchema>() -> Documentation {
    let schema = schema_for!(T).to_value();
    let text = |node: &serde_json::Value| {
        node.get("description").and_then(|d| d.as_str()).unwrap_or_default().to_owned()
    };
    let declared = schema_body(&schema);
    let required: Vec<&str> = declared
        .get("required")
        .and_then(|r| r.as_array())
        .map(|names| names.iter().filter_map(|n| n.as_str()).collect())
        .unwrap_or_default();
    let arguments = fields::of::<T>()
        .iter()
        .map(|&name| {
            let node = declared.get("properties").and_then(|p| p.get(name)).cloned().unwrap_or_default();
            Argument {
                name,
                text: text(&node),
                default: node.get("default").cloned(),
                required: required.contains(&name) && ![REST, EXTRA].contains(&name),
            }
        })
        .collect();
    Documentation { text: text(&schema), arguments }
}

/// The schema with the fields: that of the struct inside, where one struct only renames another.
pub fn schema_body(schema: &serde_json::Value) -> &serde_json::Value {
    let inner = schema.get("$ref").and_then(|path| path.as_str()?.strip_prefix('#'));
    inner.and_then(|path| schema.pointer(path)).unwrap_or(schema)
}
