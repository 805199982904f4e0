//! `slsutil.serialize` and `slsutil.deserialize`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
    yaml::{self, DumpOptions, Flow},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::sections;

/// Turns data into text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Serialize_ {
    /// `yaml`, `json` or `configparser`.
    serializer: Text,
    /// The data.
    obj: Value,
    /// What the serializer is told besides, such as `indent` or `default_flow_style`.
    #[serde(default, rename = "**kwargs")]
    options: Dict,
}

impl Function for Serialize_ {
    const NAME: &'static str = "slsutil.serialize";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        serialize(&self.serializer, &self.obj, &self.options)
    }
}

/// Turns data into text by a serializer's name.
pub(crate) fn serialize(serializer: &str, value: &Value, options: &Dict) -> Result<String, ModuleError> {
    named(serializer)?.text(value, options)
}

fn named(serializer: &str) -> Result<Serializer, ModuleError> {
    let missing = || ModuleError::failed(format!("Serializer '{serializer}' not found."));
    Serializer::named(serializer).ok_or_else(missing)
}

/// A way to write data as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serializer {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
    /// Sections of keys and values, as Python's `configparser` has them.
    Sections,
}

impl Serializer {
    /// The serializer that Salt gives this name.
    pub(crate) fn named(name: &str) -> Option<Serializer> {
        match name {
            "yaml" => Some(Serializer::Yaml),
            "json" => Some(Serializer::Json),
            "configparser" => Some(Serializer::Sections),
            _ => None,
        }
    }

    /// What Salt tells it when it writes a file.
    pub(crate) fn file_options(self) -> Dict {
        match self {
            Serializer::Yaml => Dict::from([("default_flow_style", false)]),
            Serializer::Json => Dict::from([("indent", Value::from(2)), ("sort_keys", true.into())]),
            Serializer::Sections => Dict::new(),
        }
    }

    /// Data as text.
    pub(crate) fn text(self, value: &Value, options: &Dict) -> Result<String, ModuleError> {
        match self {
            Serializer::Yaml => Ok(in_yaml(value, options)),
            Serializer::Json => Ok(json(value, options)),
            Serializer::Sections => sections::text(value),
        }
    }

    /// Text as data.
    pub(crate) fn data(self, text: &str) -> Result<Value, ModuleError> {
        match self {
            Serializer::Yaml => {
                let document = yaml::load(text).map_err(|error| ModuleError::failed(error.to_string()))?;
                Ok(document.value)
            }
            Serializer::Json => {
                Value::from_json(text).map_err(|error| ModuleError::failed(error.to_string()))
            }
            Serializer::Sections => sections::data(text),
        }
    }
}

/// YAML as PyYAML's dumper writes it when it is told nothing else: keys sorted, everything beyond ASCII escaped.
fn in_yaml(value: &Value, options: &Dict) -> String {
    let flag = |name: &str, default: bool| options.get(name).map_or(default, Value::is_truthy);
    let number = |name: &str, default: i32| {
        options.get(name).and_then(Value::as_int).and_then(|n| i32::try_from(n).ok()).unwrap_or(default)
    };
    let options = DumpOptions {
        flow: match options.get("default_flow_style") {
            None | Some(Value::Null) => Flow::Leaves,
            Some(flow) if flow.is_truthy() => Flow::Flow,
            Some(_) => Flow::Block,
        },
        indent: number("indent", 2),
        width: number("width", 80),
        unicode: flag("allow_unicode", false),
        sort_keys: flag("sort_keys", true),
        explicit_start: flag("explicit_start", false),
        explicit_end: flag("explicit_end", false),
        ..DumpOptions::default()
    };
    let text = yaml::dump(value, &options);
    let text = text.strip_suffix("\n...\n").unwrap_or(&text);
    text.strip_suffix('\n').unwrap_or(text).to_owned()
}

/// JSON as Python's `json.dumps` writes it: with spaces after commas and colons unless indented.
fn json(value: &Value, options: &Dict) -> String {
    let indent = options.get("indent").and_then(Value::as_int).and_then(|width| usize::try_from(width).ok());
    let sorted = options.get("sort_keys").is_some_and(Value::is_truthy);
    let mut text = String::new();
    write(&value.to_json(), indent, sorted, 0, &mut text);
    text
}

fn write(value: &serde_json::Value, indent: Option<usize>, sorted: bool, depth: usize, text: &mut String) {
    let line = |text: &mut String, depth: usize| {
        if let Some(width) = indent {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', width * depth));
        }
    };
    let comma = if indent.is_some() { "," } else { ", " };
    match value {
        serde_json::Value::Array(items) if !items.is_empty() => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push_str(comma);
                }
                line(text, depth + 1);
                write(item, indent, sorted, depth + 1, text);
            }
            line(text, depth);
            text.push(']');
        }
        serde_json::Value::Object(members) if !members.is_empty() => {
            text.push('{');
            let mut members: Vec<_> = members.iter().collect();
            if sorted {
                members.sort_by(|a, b| a.0.cmp(b.0));
            }
            for (at, (key, member)) in members.into_iter().enumerate() {
                if at > 0 {
                    text.push_str(comma);
                }
                line(text, depth + 1);
                text.push_str(&serde_json::Value::from(key.as_str()).to_string());
                text.push_str(": ");
                write(member, indent, sorted, depth + 1, text);
            }
            line(text, depth);
            text.push('}');
        }
        other => text.push_str(&other.to_string()),
    }
}

/// Turns text into data.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deserialize_ {
    /// `yaml`, `json` or `configparser`.
    serializer: Text,
    /// The text.
    stream_or_string: Text,
    /// What the serializer is told besides.
    #[serde(default, rename = "**kwargs")]
    #[expect(dead_code, reason = "no serializer here has options for reading")]
    options: Dict,
}

impl Function for Deserialize_ {
    const NAME: &'static str = "slsutil.deserialize";
    type Output = Value;

    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        named(&self.serializer)?.data(&self.stream_or_string)
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    use super::serialize;

    #[test]
    fn yaml_as_salt_writes_it() {
        let value = Value::from_json(r#"{"b": 1, "a": ["é", {"x": null}]}"#).unwrap();
        let text = serialize("yaml", &value, &Dict::new()).unwrap();
        assert_eq!(text, "a:\n- \"\\xE9\"\n- {x: null}\nb: 1");
        assert_eq!(serialize("yaml", &"abc".into(), &Dict::new()).unwrap(), "abc");
    }

    #[test]
    fn json_as_python_writes_it() {
        let value = Value::from_json(r#"{"b": [1, {"x": "é\n"}], "a": {}}"#).unwrap();
        let check = |options: Dict, expected: &str| {
            assert_eq!(serialize("json", &value, &options).unwrap(), expected);
        };
        check(Dict::new(), r#"{"b": [1, {"x": "é\n"}], "a": {}}"#);
        let sorted = Dict::from([("indent", Value::from(1)), ("sort_keys", true.into())]);
        check(sorted, "{\n \"a\": {},\n \"b\": [\n  1,\n  {\n   \"x\": \"é\\n\"\n  }\n ]\n}");
        assert!(serialize("toml", &value, &Dict::new()).is_err());
    }
}
