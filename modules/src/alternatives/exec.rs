//! Execution functions: `alternatives.*`.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::link;

fn or_false(found: Option<String>) -> Value {
    found.map_or(false.into(), Value::from)
}

/// Tells all about a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Display {
    /// The name, such as `editor`.
    name: Text,
}

impl Function for Display {
    const NAME: &'static str = "alternatives.display";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        link::display(&act.ask(), &self.name)
    }
}

/// Gives where the name stands in the path, or false.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowLink {
    /// The name, such as `editor`.
    name: Text,
}

impl Function for ShowLink {
    const NAME: &'static str = "alternatives.show_link";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(or_false(link::link(&act.ask(), &self.name)?))
    }
}

/// Gives the program that the name means now, or false.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowCurrent {
    /// The name, such as `editor`.
    name: Text,
}

impl Function for ShowCurrent {
    const NAME: &'static str = "alternatives.show_current";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(or_false(link::current(&act.ask(), &self.name)))
    }
}

/// Tells whether a program is one of the alternatives of a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckExists {
    /// The name, such as `editor`.
    name: Text,
    /// The program.
    path: Text,
}

impl Function for CheckExists {
    const NAME: &'static str = "alternatives.check_exists";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        link::is_known(&act.ask(), &self.name, &self.path)
    }
}

/// Tells whether a program is the one that a name means now.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckInstalled {
    /// The name, such as `editor`.
    name: Text,
    /// The program.
    path: Text,
}

impl Function for CheckInstalled {
    const NAME: &'static str = "alternatives.check_installed";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(link::current(&act.ask(), &self.name).as_deref() == Some(self.path.as_ref()))
    }
}

/// Makes a program one of the alternatives of a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Install {
    /// The name, such as `editor`.
    name: Text,
    /// Where the name stands in the path.
    link: Text,
    /// The program.
    path: Text,
    /// The highest one is taken by default.
    priority: i64,
}

impl Function for Install {
    const NAME: &'static str = "alternatives.install";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let priority = self.priority.to_string();
        let output = link::change(act, &["--install", &self.link, &self.name, &self.path, &priority])?;
        Ok(link::said(&output))
    }
}

/// Takes a program out of the alternatives of a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remove {
    /// The name, such as `editor`.
    name: Text,
    /// The program.
    path: Text,
}

impl Function for Remove {
    const NAME: &'static str = "alternatives.remove";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        Ok(link::said(&link::change(act, &["--remove", &self.name, &self.path])?))
    }
}

/// Lets a name mean the alternative of the highest priority.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Auto {
    /// The name, such as `editor`.
    name: Text,
}

impl Function for Auto {
    const NAME: &'static str = "alternatives.auto";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        Ok(link::said(&link::change(act, &["--auto", &self.name])?))
    }
}

/// Lets a name mean a program.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Set {
    /// The name, such as `editor`.
    name: Text,
    /// The program.
    path: Text,
}

impl Function for Set {
    const NAME: &'static str = "alternatives.set";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        Ok(link::said(&link::change(act, &["--set", &self.name, &self.path])?))
    }
}
