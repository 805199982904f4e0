//! `pkg.hold`, `pkg.unhold`, `pkg.get_selections`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{
    hold,
    provider::{self, Versions},
    targets::{desired, sources},
};

/// Keeps packages as they are.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Hold {
    /// A package.
    #[serde(default)]
    name: Option<Text>,
    /// Packages.
    #[serde(default)]
    pkgs: Option<Value>,
    /// Packages as `{name: place}`.
    #[serde(default)]
    sources: Option<Value>,
}

impl Function for Hold {
    const NAME: &'static str = "pkg.hold";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        set(act, &names(self.name, self.pkgs, self.sources)?, true)
    }
}

/// Lets packages be changed again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Unhold {
    /// A package.
    #[serde(default)]
    name: Option<Text>,
    /// Packages.
    #[serde(default)]
    pkgs: Option<Value>,
    /// Packages as `{name: place}`.
    #[serde(default)]
    sources: Option<Value>,
}

impl Function for Unhold {
    const NAME: &'static str = "pkg.unhold";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        set(act, &names(self.name, self.pkgs, self.sources)?, false)
    }
}

fn set(act: &Act<'_>, names: &[String], on: bool) -> Result<Dict, ModuleError> {
    let results: Result<Vec<_>, _> = names.iter().map(|name| hold::set(act, name, on)).collect();
    Ok(hold::as_dict(&results?))
}

fn names(name: Option<Text>, pkgs: Option<Value>, files: Option<Value>) -> Result<Vec<String>, ModuleError> {
    let same = |name: &str| name.to_owned();
    match (pkgs.filter(Value::is_truthy), files.filter(Value::is_truthy), name) {
        (Some(_), Some(_), _) => {
            Err(ModuleError::Usage("Only one of pkgs or sources can be specified.".into()))
        }
        (Some(pkgs), None, _) => Ok(desired(&pkgs, same)?.unwrap_or_default().into_keys().collect()),
        (None, Some(files), _) => Ok(sources(&files, same).unwrap_or_default().into_keys().collect()),
        (None, None, Some(name)) => Ok(vec![name.0]),
        (None, None, None) => {
            Err(ModuleError::Usage("One of name, pkgs, or sources must be specified.".into()))
        }
    }
}

/// Tells what packages are marked for: by mark, or those with one mark.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct GetSelections {
    /// A pattern for names.
    #[serde(default)]
    pattern: Option<Text>,
    /// A mark, such as `hold`.
    #[serde(default)]
    state: Option<Text>,
}

impl Function for GetSelections {
    const NAME: &'static str = "pkg.get_selections";
    type Output = Versions;

    fn call(self, act: &Act<'_>) -> Result<Versions, ModuleError> {
        let mut marks = provider::of(&act.ask())?.marks(&act.ask(), self.pattern.as_deref())?;
        Ok(match self.state {
            Some(state) => Versions::from([(state.0.clone(), marks.remove(&state.0).unwrap_or_default())]),
            None => marks,
        })
    }
}
