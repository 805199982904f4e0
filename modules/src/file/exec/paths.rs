//! Functions of paths alone: `file.basename`, `file.dirname`, `file.join`, `file.normpath`. No disk is looked at.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::place;

/// Gives the last part of a path.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Basename {
    /// The path.
    path: Text,
}

impl Function for Basename {
    const NAME: &'static str = "file.basename";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(self.path.rsplit('/').next().unwrap_or_default().to_owned())
    }
}

/// Gives a path without its last part.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dirname {
    /// The path.
    path: Text,
}

impl Function for Dirname {
    const NAME: &'static str = "file.dirname";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(dirname(&self.path).to_owned())
    }
}

fn dirname(path: &str) -> &str {
    let Some(at) = path.rfind('/') else { return "" };
    let head = &path[..=at];
    let bare = head.trim_end_matches('/');
    if bare.is_empty() { head } else { bare }
}

/// Joins parts to a path; an absolute part begins anew.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Join {
    /// The parts.
    #[serde(default, rename = "*args")]
    parts: Vec<Value>,
}

impl Function for Join {
    const NAME: &'static str = "file.join";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(join(self.parts.iter().map(Value::to_string)))
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.fold(String::new(), |path, part| match () {
        () if part.starts_with('/') || path.is_empty() => part,
        () if path.ends_with('/') => path + &part,
        () => format!("{path}/{part}"),
    })
}

/// Takes `.`, `..` and doubled slashes out of a path.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Normpath {
    /// The path.
    path: Text,
}

impl Function for Normpath {
    const NAME: &'static str = "file.normpath";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(place::normal(&self.path))
    }
}

/// Gives the word for the folder above, `..`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pardir {}

impl Function for Pardir {
    const NAME: &'static str = "file.pardir";
    type Output = &'static str;

    fn call(self, _: &Act<'_>) -> Result<&'static str, ModuleError> {
        Ok("..")
    }
}

#[cfg(test)]
mod tests {
    use super::{dirname, join};

    #[test]
    fn as_in_python() {
        for (path, expected) in [("/a/b", "/a"), ("/a", "/"), ("a", ""), ("/a/b/", "/a/b"), ("//a", "//")] {
            assert_eq!(dirname(path), expected, "{path}");
        }
        let check = |parts: &[&str], expected: &str| {
            assert_eq!(join(parts.iter().map(|part| (*part).to_owned())), expected);
        };
        check(&["/a", "b", "c"], "/a/b/c");
        check(&["/a/", "b"], "/a/b");
        check(&["a", "/b"], "/b");
        check(&[], "");
        check(&["a", ""], "a/");
    }
}
