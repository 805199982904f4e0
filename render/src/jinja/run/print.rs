//! What `{{ … }}` prints: Python's `str()`, with dictionaries as Salt prints them.

use std::sync::Arc;

use halite_common::value::{Value, str_repr};
use halite_common::yaml::{DumpOptions, dump};

use super::super::object::{Object, dict_repr, text};
use super::super::raise::Result;

/// The text of an object as it goes into the output.
pub(super) fn printed(object: &Object) -> Result<Arc<str>> {
    match object {
        Object::Dict(_) | Object::List(_) | Object::Tuple(_) | Object::Set(_) => {
            Ok(dict_repr(object, yaml_safe)?.into())
        }
        other => text(other),
    }
}

/// Text with line breaks or tabs is quoted as YAML, so that reading it back gives the same.
fn yaml_safe(value: &str) -> String {
    if !value.contains(['\n', '\r', '\t']) {
        return str_repr(value);
    }
    let options = DumpOptions { style: Some('"'), width: i32::MAX, ..DumpOptions::default() };
    dump(&Value::from(value), &options).trim_end_matches('\n').to_owned()
}
